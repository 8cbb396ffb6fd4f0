"""Forgot your password? (C3): a mail with a link and a code, and what others get instead."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts import lockout
from accounts.models import Account, Attempt, OutboxMail, PublicRequest
from roster.models import Contact
from schools.tenancy import use_district
from tests.accounts.links import answered, codes_in, forgets, mails, newest, open_schools, path_in, paths_in
from tests.factories import PASSWORD, make_contact, make_parent_account
from tests.mails import text_of
from tests.people import browser, sign_in

NEW = "seven quiet otters"


@pytest.fixture
def alder(cast):
    open_schools(cast.alder)
    return cast.alder


@pytest.fixture
def parent(alder):
    return alder.accounts["parent"]


def outcome(alder) -> str:
    with use_district(alder.district.pk):
        return PublicRequest.objects.latest("pk").outcome


def choose(client, password: str = NEW):
    return client.post("/choose-password", {"password": password})


@pytest.mark.requirement("C3")
def test_the_link_opens_the_choose_page_anywhere_and_keeps_everything(alder, parent):
    forgets(browser(alder), alder, parent.email)
    link = path_in(newest(alder, "password_link", parent.email))
    elsewhere = browser(alder)
    assert "plind" in elsewhere.get(link).text
    assert elsewhere.post(link)["Location"] == "/choose-password"
    assert choose(elsewhere)["Location"] == "/"
    assert "Ada Lind" in elsewhere.get("/").text
    sign_in(alder, "plind", NEW)


@pytest.mark.requirement("C3")
def test_the_code_opens_it_in_the_browser_that_asked_and_in_no_other(alder, parent):
    client, other = browser(alder), browser(alder)
    forgets(client, alder, parent.email)
    (code,) = codes_in(newest(alder, "password_link"))
    forgets(other, alder, "nobody@home.example")
    assert other.post("/asked/code", {"code": code})["Location"] == "/asked"
    assert client.post("/asked/code", {"code": code.lower()})["Location"] == "/choose-password"
    assert choose(client)["Location"] == "/"


@pytest.mark.requirement("C3")
@pytest.mark.parametrize("typed", ["PLIND", " plind "])
def test_a_username_is_as_good_and_the_mail_goes_to_the_stored_address(alder, parent, typed):
    forgets(browser(alder), alder, typed)
    assert len(mails(alder, "password_link", parent.email)) == 1


def test_the_old_password_holds_until_a_new_one_is_saved(alder, parent):
    forgets(browser(alder), alder, parent.email)
    client = browser(alder)
    client.post(path_in(newest(alder, "password_link")))
    sign_in(alder, "plind", PASSWORD)
    choose(client)
    assert browser(alder).post("/sign-in", {"login": "plind", "password": PASSWORD}).status_code == 200


@pytest.mark.requirement("C3")
def test_a_shared_mailbox_gets_one_mail_with_each_account_by_username(alder, parent):
    with use_district(alder.district.pk):
        second = make_contact(alder.students["ada_4b"], "Kim", "Lind")
        other = make_parent_account(second, alder.students["ada_4b"], "klind")
        Account.objects.filter(pk=other.pk).update(email="")
        Contact.objects.filter(pk=second.pk).update(email=parent.email)
    forgets(browser(alder), alder, parent.email)
    (mail,) = mails(alder, "password_link")
    assert "plind" in text_of(mail)
    assert "klind" in text_of(mail)
    assert len(set(paths_in(mail))) == len(set(codes_in(mail))) == 2
    with use_district(alder.district.pk):
        names = set()
        for path in paths_in(mail):
            client = browser(alder)
            client.post(path)
            names.add(client.get("/choose-password").wsgi_request.user.username)
    assert names == {"plind", "klind"}


@pytest.mark.requirement("C3")
def test_an_unknown_address_is_told_so_once_a_day(alder):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(3):
            forgets(browser(alder), alder, "Someone@home.example")
        assert len(mails(alder, "no_such_account", "someone@home.example")) == 1
        with use_district(alder.district.pk):
            OutboxMail.objects.update(status="sent", sealed=None, ended_at=timezone.now())
        clock.shift(timedelta(days=1, minutes=1))
        forgets(browser(alder), alder, "someone@home.example")
        assert len(mails(alder, "no_such_account")) == 1
    assert outcome(alder) == "no_match"


def test_an_unknown_username_and_a_pupil_get_no_mail(alder):
    for name, result in (("nobody-has-this", "no_match"), ("alind", "no_address")):
        forgets(browser(alder), alder, name)
        assert outcome(alder) == result
    assert mails(alder) == []


@pytest.mark.parametrize("state", ["expires_at", "disabled_at", "is_test", "deleted_at"])
def test_who_may_not_come_in_gets_no_way_in(alder, parent, state):
    value = True if state == "is_test" else timezone.now()
    with use_district(alder.district.pk):
        Account.objects.filter(pk=parent.pk).update(**{state: value})
    forgets(browser(alder), alder, parent.email)
    assert mails(alder, "password_link") == []
    assert outcome(alder) == ("no_match" if state == "deleted_at" else "not_allowed")


def test_before_a_school_opens_no_mail_to_its_parents_leaves(cast):
    forgets(browser(cast.alder), cast.alder, cast.alder.accounts["parent"].email)
    assert mails(cast.alder) == []


def test_an_address_of_another_district_is_unknown_here(alder, cast):
    with use_district(cast.birch.district.pk):
        theirs = cast.birch.accounts["parent"].email
    forgets(browser(alder), alder, theirs)
    assert mails(alder, "password_link") == []
    assert mails(cast.birch) == []


def test_the_link_leads_to_the_districts_own_host_whatever_the_request_says(alder, parent):
    client = browser(alder)
    client.post("/forgot", {"login": parent.email}, headers={"X-Forwarded-Host": "evil.example"})
    answered(alder)
    mail = text_of(newest(alder, "password_link"))
    assert "evil" not in mail
    assert f"://{alder.host}" in mail


def test_a_lockout_does_not_stop_the_link_and_ends_when_a_password_is_saved(alder, parent):
    key = lockout.key_of(parent, "")
    with use_district(alder.district.pk):
        for _ in range(10):
            lockout.reserve(key, now=timezone.now())
            lockout.failed(key, now=timezone.now())
    forgets(browser(alder), alder, parent.email)
    client = browser(alder)
    client.post(path_in(newest(alder, "password_link")))
    with use_district(alder.district.pk):
        assert Attempt.objects.filter(key=key, locked_until__isnull=False).exists()
    assert "Too many tries" in browser(alder).post("/sign-in", {"login": "plind", "password": PASSWORD}).text
    choose(client)
    sign_in(alder, "plind", NEW)


@pytest.mark.parametrize(("state", "words"), [("expires_at", "has expired"), ("disabled_at", "switched off")])
def test_what_ended_meanwhile_is_said_in_a_sentence_and_opens_nothing(alder, parent, state, words):
    forgets(browser(alder), alder, parent.email)
    client, link = browser(alder), path_in(newest(alder, "password_link"))
    with use_district(alder.district.pk):
        Account.objects.filter(pk=parent.pk).update(**{state: timezone.now()})
    assert words in client.post(link).text
    assert client.get("/choose-password")["Location"].startswith("/sign-in")


def test_five_wrong_codes_end_the_code_and_the_page_says_the_same_every_time(alder, parent):
    client, nobody = browser(alder), browser(alder)
    forgets(client, alder, parent.email)
    (code,) = codes_in(newest(alder, "password_link"))
    forgets(nobody, alder, "nobody@home.example")
    for one in (client, nobody):
        for _ in range(5):
            assert one.post("/asked/code", {"code": "wrong-234"})["Location"] == "/asked"
            assert "did not open anything" in one.get("/asked").text
    assert client.post("/asked/code", {"code": code})["Location"] == "/asked"


@pytest.mark.parametrize("typed", ["no@", "a b@home.example", "@"])
def test_a_shape_that_is_no_address_is_said_openly(alder, typed):
    response = browser(alder).post("/forgot", {"login": typed})
    assert response.status_code == 200
    assert "field-error" in response.text


@pytest.mark.requirement("C3")
def test_the_sign_in_page_leads_there(alder):
    assert 'href="/forgot"' in browser(alder).get("/sign-in").text
