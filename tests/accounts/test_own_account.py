"""My account (C1): the own password and e-mail address, as the district allows (SECURITY 23)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Account, MailedLink
from schools.models import AuditEvent, District
from schools.tenancy import use_district
from tests.accounts.links import forgets, mails, newest, open_schools, path_in, paths_in
from tests.factories import PASSWORD
from tests.people import browser, sign_in

NEW, B, C = "seven quiet otters", "b@home.example", "c@home.example"


@pytest.fixture
def alder(cast):
    open_schools(cast.alder)
    return cast.alder


@pytest.fixture
def a(alder) -> str:
    """The address that the parent has."""
    return alder.accounts["parent"].email


def change_password(client, current: str = PASSWORD, new: str = NEW):
    return client.post("/account/password", {"current": current, "password": new})


def asks_for(alder, email: str, login: str = "plind", password: str = PASSWORD):
    client = sign_in(alder, login, password)
    answer = client.post("/account/email", {"email": email, "current": password})
    assert answer["Location"] == "/account"
    return client


def changes_to(alder, email: str, password: str = PASSWORD) -> None:
    asks_for(alder, email, password=password)
    path = path_in(newest(alder, "email_change_confirm", email))
    assert browser(alder).post(path)["Location"] == "/"


def email_of(alder) -> str:
    with use_district(alder.district.pk):
        return Account.objects.get(username="plind").email


def way_back(alder, to: str) -> str:
    return path_in(newest(alder, "email_changed_old", to))


def forbid(alder, option: str) -> None:
    with use_district(alder.district.pk):
        District.objects.filter(pk=alder.district.pk).update(**{option: False})


@pytest.mark.parametrize(
    ("who", "email", "change"), [("alind", False, False), ("plind", True, True), ("teacher", True, False)]
)
def test_each_sees_what_they_have_and_reaches_it_from_the_account_menu(alder, who, email, change):
    client = sign_in(alder, who)
    assert 'href="/account"' in client.get("/").text
    page = client.get("/account").text
    assert "/account/password" in page
    assert ("E-mail address" in page) == email
    assert ("/account/email" in page) == change


# The password


@pytest.mark.requirement("C1")
@pytest.mark.parametrize("who", ["alind", "plind", "teacher"])
def test_the_own_password_is_changed_and_this_browser_stays_in(alder, who):
    client, elsewhere = sign_in(alder, who), sign_in(alder, who)
    session = client.cookies["portal_session"].value
    assert change_password(client)["Location"] == "/account"
    assert client.get("/account").status_code == 200
    assert client.cookies["portal_session"].value != session
    assert elsewhere.get("/account")["Location"].startswith("/sign-in")
    assert browser(alder).post("/sign-in", {"login": who, "password": PASSWORD}).status_code == 200
    sign_in(alder, who, NEW)


@pytest.mark.requirement("C1")
def test_the_owner_is_told_and_it_is_written_down(alder, a):
    change_password(sign_in(alder, "plind"))
    assert len(mails(alder, "password_changed", a)) == 1
    with use_district(alder.district.pk):
        event = AuditEvent.objects.get(verb="password_changed")
        assert event.actor_id == event.object_id == alder.accounts["parent"].pk


def test_a_pupil_without_an_address_is_told_by_the_page_alone(alder):
    change_password(sign_in(alder, "alind"))
    assert mails(alder) == []


@pytest.mark.requirement("C1")
def test_without_the_current_password_nothing_changes_and_ten_tries_lock(alder):
    client = sign_in(alder, "plind")
    for _ in range(9):
        assert "didn&#x27;t match" in change_password(client, "wrong").text
    browser(alder).post("/sign-in", {"login": "plind", "password": "wrong"})  # the tenth, at another door
    assert "Too many tries" in change_password(client).text
    assert "Too many tries" in browser(alder).post("/sign-in", {"login": "plind", "password": PASSWORD}).text
    with use_district(alder.district.pk):
        assert Account.objects.get(username="plind").check_password(PASSWORD)


@pytest.mark.parametrize(
    ("who", "short"), [("alind", "quokka7"), ("plind", "quokka-tide"), ("teacher", "quokka-tides7")]
)
def test_the_floor_holds_here_too(alder, who, short):
    client = sign_in(alder, who)
    assert "Use at least" in change_password(client, new=short).text
    sign_in(alder, who, PASSWORD)


def test_a_reset_link_from_before_is_dead(alder, a):
    forgets(browser(alder), alder, a)
    link = path_in(newest(alder, "password_link"))
    change_password(sign_in(alder, "plind"))
    assert browser(alder).post(link).status_code == 404


@pytest.mark.requirement("C1")
@pytest.mark.parametrize(("who", "status"), [("plind", 403), ("alind", 403), ("teacher", 200)])
def test_where_the_district_does_not_allow_it_only_staff_change_theirs(alder, who, status):
    forbid(alder, "users_change_password")
    client = sign_in(alder, who)
    assert client.get("/account/password").status_code == status
    assert ("/account/password" in client.get("/account").text) == (status == 200)
    if status == 403:
        assert change_password(client).status_code == 403
        sign_in(alder, who, PASSWORD)


# The e-mail address


@pytest.mark.requirement("C1")
def test_the_address_switches_when_the_new_one_is_confirmed_and_not_before(alder, a):
    asks_for(alder, B)
    assert email_of(alder) == a
    sign_in(alder, a)
    client = browser(alder)
    path = path_in(newest(alder, "email_change_confirm", B))
    assert B in client.get(path).text
    client.post(path)
    assert email_of(alder) == B
    sign_in(alder, B)
    assert browser(alder).post("/sign-in", {"login": a, "password": PASSWORD}).status_code == 200


@pytest.mark.requirement("C1")
def test_both_addresses_are_told_and_the_old_one_has_a_way_back(alder, a):
    changes_to(alder, B)
    assert len(mails(alder, "email_changed_new", B)) == 1
    client = browser(alder)
    assert client.post(way_back(alder, a))["Location"] == "/choose-password"
    assert email_of(alder) == a


@pytest.mark.requirement("C1")
def test_going_back_signs_everybody_out_and_asks_for_a_new_password(alder, a):
    changes_to(alder, B)
    thief = sign_in(alder, B)
    owner = browser(alder)
    owner.post(way_back(alder, a))
    assert thief.get("/account")["Location"].startswith("/sign-in")
    assert owner.post("/choose-password", {"password": NEW})["Location"] == "/"
    assert browser(alder).post("/sign-in", {"login": a, "password": PASSWORD}).status_code == 200
    sign_in(alder, a, NEW)


def test_other_sessions_end_and_the_confirming_browser_stays_in(alder):
    here, elsewhere = asks_for(alder, B), sign_in(alder, "plind")
    here.post(path_in(newest(alder, "email_change_confirm", B)))
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account")["Location"].startswith("/sign-in")


@pytest.mark.requirement("C1")
def test_an_unconfirmed_address_gets_no_way_in(alder):
    asks_for(alder, B)
    forgets(browser(alder), alder, B)
    assert mails(alder, "password_link", B) == []


def test_a_reset_link_to_the_old_address_is_dead_after_the_change(alder, a):
    forgets(browser(alder), alder, a)
    link = path_in(newest(alder, "password_link", a))
    changes_to(alder, B)
    assert browser(alder).post(link).status_code == 404


def test_without_the_current_password_no_mail_leaves(alder):
    client = sign_in(alder, "plind")
    assert "didn&#x27;t match" in client.post("/account/email", {"email": B, "current": "x"}).text
    assert mails(alder) == []


def test_an_address_that_another_account_has_is_refused_only_to_its_owner(alder, cast):
    theirs = alder.accounts["teacher"].email
    asks_for(alder, theirs)  # the page says the same
    answer = browser(alder).post(path_in(newest(alder, "email_change_confirm", theirs)))
    assert "uses this address by now" in answer.text
    assert email_of(alder) != theirs


def test_of_two_asked_for_the_newer_counts(alder):
    asks_for(alder, B)
    first = path_in(newest(alder, "email_change_confirm", B))
    asks_for(alder, C)
    assert browser(alder).post(first).status_code == 404


def test_a_change_of_the_password_in_between_ends_what_was_asked_for(alder):
    client = asks_for(alder, B)
    path = path_in(newest(alder, "email_change_confirm", B))
    change_password(client)
    assert browser(alder).post(path).status_code == 404


def test_after_two_changes_the_first_owner_still_gets_back_and_the_second_way_is_over(alder, a):
    changes_to(alder, B)
    changes_to(alder, C)
    first, second = way_back(alder, a), way_back(alder, B)
    assert browser(alder).get(second).status_code == 200
    browser(alder).post(first)
    assert email_of(alder) == a
    assert browser(alder).post(second).status_code == 404


def test_a_to_b_to_a_leaves_no_way_to_b(alder, a):
    """Somebody who once brought the account to B cannot take it there again when the owner went back to A."""
    changes_to(alder, B)
    changes_to(alder, a)
    assert paths_in(newest(alder, "email_changed_old", B)) == []
    assert browser(alder).post(way_back(alder, a)).status_code == 404  # it is where that leads
    with use_district(alder.district.pk):
        assert not MailedLink.objects.filter(ended_at=None).exists()


def test_a_change_of_the_password_does_not_end_the_way_back(alder, a):
    changes_to(alder, B)
    change_password(sign_in(alder, B))
    browser(alder).post(way_back(alder, a))
    assert email_of(alder) == a


@pytest.mark.parametrize(("days", "status"), [(6, 302), (8, 404)])
def test_the_way_back_is_open_for_seven_days(alder, a, days, status):
    changes_to(alder, B)
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert browser(alder).post(way_back(alder, a)).status_code == status


@pytest.mark.requirement("C1")
def test_where_the_district_does_not_allow_it_the_address_stays(alder, a):
    asks_for(alder, B)
    forbid(alder, "users_change_email")
    client = sign_in(alder, "plind")
    assert "/account/email" not in client.get("/account").text
    assert client.get("/account/email").status_code == 403
    assert client.post("/account/email", {"email": B, "current": PASSWORD}).status_code == 403
    assert email_of(alder) == a


@pytest.mark.parametrize("who", ["alind", "teacher"])
def test_pupils_and_staff_have_no_address_of_their_own_to_change(alder, who):
    client = sign_in(alder, who)
    assert client.post("/account/email", {"email": B, "current": PASSWORD}).status_code == 403
    assert mails(alder) == []
