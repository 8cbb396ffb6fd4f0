"""A parent registers with an e-mail address (C18): pending, mailed, accepted or rejected, children linked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Account, AccountStudent, PublicRequest
from roster.models import Contact, StudentContact
from schools.models import AuditEvent, School
from schools.tenancy import use_district
from tests import factories as make
from tests.accounts.links import answered, codes_in, forgets, mails, newest, open_schools, path_in, registers
from tests.factories import PASSWORD, make_contact
from tests.people import browser, sign_in

EMAIL = "kim@home.example"
NEW = "seven quiet otters"


@pytest.fixture
def alder(cast):
    open_schools(cast.alder)
    return cast.alder


@pytest.fixture
def kim(alder) -> Contact:
    """On Ben's contact record, without an account."""
    with use_district(alder.district.pk):
        return make_contact(alder.students["ben"], "Kim", "Okafor", email=EMAIL)


def accounts(alder) -> list[Account]:
    with use_district(alder.district.pk):
        return list(Account.objects.filter(email=EMAIL).order_by("pk"))


def children(alder) -> set[str]:
    with use_district(alder.district.pk):
        linked = AccountStudent.objects.filter(account__email=EMAIL, status="linked")
        return {str(link.student) for link in linked.select_related("student")}


def accept(client, alder):
    return client.post(path_in(newest(alder, "verify_address", EMAIL)))


def choose(client):
    return client.post("/choose-password", {"password": NEW})


@pytest.mark.requirement("C18")
def test_by_the_link_the_parent_chooses_a_password_and_sees_the_child(alder, kim):
    registers(browser(alder), alder, EMAIL)
    client = browser(alder)
    page = client.get(path_in(newest(alder, "verify_address")))
    assert EMAIL in page.text
    assert [account.status for account in accounts(alder)] == ["pending"]
    assert accept(client, alder)["Location"] == "/choose-password"
    assert choose(client).status_code == 302
    assert "Ben Okafor" in client.get("/").text
    assert [account.status for account in accounts(alder)] == ["confirmed"]
    assert "Ben Okafor" in sign_in(alder, EMAIL.upper(), NEW).get("/").text


@pytest.mark.requirement("C18")
def test_by_the_code_likewise_where_one_registered(alder, kim):
    client = browser(alder)
    registers(client, alder, EMAIL)
    (code,) = codes_in(newest(alder, "verify_address"))
    assert client.post("/asked/code", {"code": code})["Location"] == "/choose-password"
    choose(client)
    assert children(alder) == {"Ben Okafor"}


@pytest.mark.requirement("C18")
def test_rejected_the_pending_account_is_gone_and_the_link_too(alder, kim):
    registers(browser(alder), alder, EMAIL)
    link = path_in(newest(alder, "verify_address"))
    assert browser(alder).post(link, {"reject": "yes"})["Location"] == "/sign-in"
    (account,) = accounts(alder)
    assert account.deleted_at is not None
    assert browser(alder).post(link).status_code == 404
    with use_district(alder.district.pk):
        assert AuditEvent.objects.filter(verb="email_rejected", object_id=account.pk).count() == 1


@pytest.mark.requirement("C18")
def test_with_another_address_the_account_is_confirmed_without_a_child_and_told_what_to_do(alder):
    registers(browser(alder), alder, EMAIL)
    client = browser(alder)
    accept(client, alder)
    choose(client)
    assert "No child is linked" in client.get("/").text
    assert "/account/children/add" in client.get("/").text


def test_a_pending_account_opens_nothing_before(alder, kim):
    registers(browser(alder), alder, EMAIL)
    for password in ("", "!", PASSWORD, EMAIL):
        assert browser(alder).post("/sign-in", {"login": EMAIL, "password": password}).status_code == 200


@pytest.mark.requirement("C18")
def test_who_has_an_account_is_told_so_by_mail_only(alder):
    email = alder.accounts["parent"].email
    registers(browser(alder), alder, email)
    (mail,) = mails(alder, to=email)
    assert mails(alder, "you_have_an_account", email)
    client = browser(alder)
    assert client.post(path_in(mail))["Location"] == "/choose-password"


@pytest.mark.requirement("C11")
def test_asking_again_sends_the_mail_again_and_ends_the_earlier_one(alder, kim):
    registers(browser(alder), alder, EMAIL)
    first = path_in(newest(alder, "verify_address"))
    for ask_again in (registers, forgets):
        ask_again(browser(alder), alder, EMAIL)
        second = path_in(newest(alder, "verify_address"))
        assert browser(alder).get(first).status_code == 404
        assert browser(alder).get(second).status_code == 200
        first = second
    assert len(accounts(alder)) == 1


@pytest.mark.requirement("C11")
def test_the_page_one_came_to_sends_it_again(alder, kim):
    client = browser(alder)
    registers(client, alder, EMAIL)
    first = path_in(newest(alder, "verify_address"))
    assert "/asked/again" in client.get("/asked").text
    assert client.post("/asked/again")["Location"] == "/asked"
    answered(alder)
    assert browser(alder).get(first).status_code == 404
    (code,) = codes_in(newest(alder, "verify_address", EMAIL))
    assert client.post("/asked/code", {"code": code})["Location"] == "/choose-password"


def test_of_two_registrations_the_confirmed_address_stays_one_account(alder, kim):
    registers(browser(alder), alder, EMAIL)
    with use_district(alder.district.pk):
        squatter = Account.objects.get(email=EMAIL)
        Account.objects.create(type="parent", email=EMAIL, password="!", created_at=timezone.now())
    assert "uses this address by now" in accept(browser(alder), alder).text
    with use_district(alder.district.pk):
        assert Account.objects.get(pk=squatter.pk).status == "pending"


def _restrict(kim):
    StudentContact.objects.filter(contact=kim).update(restricted=True)


def _end(kim):
    StudentContact.objects.filter(contact=kim).update(ended_on=timezone.localdate())


def _renew_address(kim):
    Contact.objects.filter(pk=kim.pk).update(email_changed_at=timezone.now() - timedelta(days=6))


@pytest.mark.requirement("C18")
@pytest.mark.parametrize("spoil", [_restrict, _end, _renew_address])
def test_no_child_comes_with_a_record_that_does_not_reach_it(alder, kim, spoil):
    registers(browser(alder), alder, EMAIL)
    with use_district(alder.district.pk):
        spoil(kim)
    accept(browser(alder), alder)
    assert children(alder) == set()


def test_a_new_address_counts_after_seven_days(alder, kim):
    with use_district(alder.district.pk):
        Contact.objects.filter(pk=kim.pk).update(email_changed_at=timezone.now() - timedelta(days=8))
    registers(browser(alder), alder, EMAIL)
    accept(browser(alder), alder)
    assert children(alder) == {"Ben Okafor"}


@pytest.mark.parametrize(("both", "restricted", "linked"), [
    (True, False, {"Ben Okafor"}), (False, False, set()), (True, True, set()),
])  # fmt: skip
def test_of_a_shared_mailbox_only_children_that_every_record_there_reaches(
    alder, kim, both, restricted, linked
):
    with use_district(alder.district.pk):
        other = make_contact(alder.students["ben" if both else "ada"], "Sam", "Okafor", email=EMAIL)
        if restricted:
            _restrict(other)
    registers(browser(alder), alder, EMAIL)
    accept(browser(alder), alder)
    assert children(alder) == linked


def test_a_child_the_school_took_off_does_not_come_back_this_way(alder, kim):
    with use_district(alder.district.pk):
        former = Account.objects.create(
            type="parent", email="old@home.example", contact=kim, password="!",
            created_at=timezone.now(), deleted_at=timezone.now(),
        )  # fmt: skip
        link = make.link_child(former, alder.students["ben"])
        make.take_off(AccountStudent.objects.filter(pk=link.pk))
    registers(browser(alder), alder, EMAIL)
    accept(browser(alder), alder)
    assert children(alder) == set()


@pytest.mark.parametrize("school", ["north", ""])
def test_before_the_school_opens_nobody_registers_and_no_mail_leaves(alder, kim, school):
    with use_district(alder.district.pk):
        closing = School.objects.filter(pk=alder.north.pk) if school else School.objects.all()
        closing.update(status=School.Status.PREPARATION)
        if not school:
            kim.delete()
    registers(browser(alder), alder, EMAIL)
    assert mails(alder) == []
    assert accounts(alder) == []
    with use_district(alder.district.pk):
        assert PublicRequest.objects.get().outcome == "closed"


def test_the_register_page_leads_there(alder):
    assert 'href="/register/email"' in browser(alder).get("/register").text


# The office sends the mail again (C11)


def resend(client, alder, **typed):
    (account,) = accounts(alder)
    return client.post(f"/manage/accounts/{account.pk}/resend", typed)


@pytest.mark.requirement("C11")
@pytest.mark.parametrize("who", ["clerk", "head", "districtadmin"])
def test_the_office_sends_the_verification_mail_again(alder, kim, who):
    registers(browser(alder), alder, EMAIL)
    first = path_in(newest(alder, "verify_address"))
    assert resend(sign_in(alder, who), alder, next="/students")["Location"] == "/students"
    second = path_in(newest(alder, "verify_address", EMAIL))
    assert browser(alder).get(first).status_code == 404
    assert browser(alder).get(second).status_code == 200
    with use_district(alder.district.pk):
        assert AuditEvent.objects.filter(verb="mail_resent").count() == 1


@pytest.mark.requirement("C11")
def test_only_for_families_of_the_own_school_and_while_pending(alder, kim):
    registers(browser(alder), alder, EMAIL)
    assert resend(sign_in(alder, "headsouth"), alder).status_code == 404
    assert resend(sign_in(alder, "teacher"), alder).status_code == 403
    accept(browser(alder), alder)
    sent = len(mails(alder))
    clerk = sign_in(alder, "clerk")
    assert resend(clerk, alder, next="//evil.example")["Location"] == "/"
    assert "verified already" in clerk.get("/").text
    assert len(mails(alder)) == sent


@pytest.mark.requirement("C11")
def test_no_mail_is_promised_to_who_has_no_address(alder):
    """Pending, with a username: the button is not there, and who presses it on an old page is told the truth."""
    with use_district(alder.district.pk):
        account = alder.accounts["parent"]
        Account.objects.filter(pk=account.pk).update(status="pending", email="")
    clerk = sign_in(alder, "clerk")
    url = f"/manage/accounts/{account.pk}"
    assert "Resend verification mail" not in clerk.get(url).text
    answer = clerk.post(f"{url}/resend", {"next": "/students"}, follow=True)
    assert "no mail was sent" in answer.text
    assert "goes out again" not in answer.text
    assert mails(alder) == []
    with use_district(alder.district.pk):
        assert not AuditEvent.objects.filter(verb="mail_resent").exists()
