"""Home -> Manage -> Help numbers: what the office sees, and *It is her* (X16)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.answering.run import answer_due
from accounts.help_numbers import format_help_number
from accounts.mail.addresses import digest_of
from accounts.models import Account, AccountStudent, PublicRequest
from accounts.usecases.public_requests import wipe_old
from roster.models import Contact, StudentContact
from schools.models import AuditEvent, School
from tests.accounts.links import path_in
from tests.accounts.pages import text_of
from tests.accounts.registering import kim_of, mails, open_to_parents, registers
from tests.factories import make_contact, make_parent_account, take_off
from tests.mails import queued
from tests.people import browser, sign_in

PAGE, DECIDE = "/manage/help-numbers", "/manage/help-numbers/decide"


@pytest.fixture
def kim(alder) -> Contact:
    return kim_of(alder)


def looks_up(client, request: PublicRequest) -> str:
    return text_of(client.get(PAGE, {"q": format_help_number(request.number).lower()}))


def says_it_is(client, request: PublicRequest, contact: Contact):
    return client.post(
        DECIDE, {"number": format_help_number(request.number), "contact": contact.pk}, follow=True
    )


@pytest.mark.requirement("X16")
def test_a_mistyped_name_ends_at_the_office_and_one_tap_sends_the_mail(alder, kim, clerk):
    request = registers(alder.students["ada"], kim, given_name="Kin")
    page = looks_up(clerk, request)
    assert "The name is close to a record" in page
    assert "Kin" in page
    assert "The name is close" in page
    assert mails() == []
    answer = text_of(says_it_is(clerk, request, kim))
    assert "A mail is on its way to the address on record" in answer
    request.refresh_from_db()
    assert (request.outcome, request.decided_by_id) == ("mailed", alder.accounts["clerk"].pk)
    assert [mail.contact_id for mail in mails()] == [kim.pk]
    event = AuditEvent.objects.get(verb="request_decided")
    assert (event.actor_id, event.object_id, event.school_id) == (
        alder.accounts["clerk"].pk, request.pk, alder.north.pk,
    )  # fmt: skip


def test_of_two_with_one_name_the_office_says_which(alder, kim, clerk):
    twin = make_contact(alder.students["ada"], "Kim", "Lind", email="twin@home.example")
    request = registers(alder.students["ada"], kim)
    assert "Two people on the record have this name" in looks_up(clerk, request)
    says_it_is(clerk, request, twin)
    assert [mail.contact_id for mail in mails()] == [twin.pk]


def test_a_new_address_and_a_removed_child_wait_for_the_office(alder, kim, clerk):
    Contact.objects.filter(pk=kim.pk).update(email_changed_at=timezone.now())
    request = registers(alder.students["ada"], kim)
    assert "the address is new on the record" in looks_up(clerk, request)
    says_it_is(clerk, request, kim)
    assert len(mails()) == 1
    account = make_parent_account(make_contact(alder.students["ada"], "Uma"), alder.students["ada"], "uma")
    take_off(account.students.all())
    again = registers(alder.students["ada"], account.contact)
    assert "taken this child off" in looks_up(clerk, again)
    says_it_is(clerk, again, account.contact)
    assert account.students.get().status == "linked", "the office's word is the proof"


@pytest.mark.parametrize("state", ["restricted", "no address", "comes back", "closed"])
def test_what_no_office_can_decide_has_no_button_and_is_refused(alder, kim, clerk, state):
    request = registers(alder.students["ada"], kim, given_name="Kin")
    if state == "restricted":
        StudentContact.objects.filter(contact=kim).update(restricted=True)
    elif state == "closed":
        School.objects.update(status=School.Status.PREPARATION)
    else:
        facts = {"no address": {"email": ""}, "comes back": {"refused_address": kim.email}}[state]
        Contact.objects.filter(pk=kim.pk).update(**facts)
    assert "It is Kim Lind" not in looks_up(clerk, request)
    assert "No mail can go to this person yet" in text_of(says_it_is(clerk, request, kim))
    assert mails() == []
    request.refresh_from_db()
    assert request.decided_at is None


def test_another_schools_request_says_so_and_nothing_else(alder, kim):
    request = registers(alder.students["ada"], kim, given_name="Kin")
    stranger = sign_in(alder, "headsouth")
    page = looks_up(stranger, request)
    assert "belongs to another school" in page
    assert "Kin" not in page
    assert "Ada" not in page
    assert says_it_is(stranger, request, kim).status_code == 404
    assert AuditEvent.objects.filter(verb="denied", object_id=kim.pk).exists()
    assert mails() == []


def test_a_contact_of_another_pupil_cannot_be_named(alder, kim, clerk):
    request = registers(alder.students["ada"], kim, given_name="Kin")
    other = make_contact(alder.students["ben"], "Olu", "Okafor")
    assert says_it_is(clerk, request, other).status_code == 404
    assert mails() == []


def test_a_further_child_is_mailed_for_the_account_that_asked(alder, kim, clerk):
    """Whose record it is gets the mail; the account is that of who was signed in."""
    parent, ben = sign_in(alder, "plind"), alder.students["ben"]
    contact = make_contact(ben, "Pat", "Lindt", email="pat@other.example")
    typed = {"pupil": ben.number, "given_name": "Pat", "family_name": "Lind"}
    assert parent.post("/account/children/add", typed)["Location"] == "/asked"
    answer_due(now=timezone.now())
    request = PublicRequest.objects.get()
    assert request.outcome == "near"
    assert "A mail is on its way" in text_of(says_it_is(clerk, request, contact))
    request.refresh_from_db()
    assert (request.outcome, request.account_id) == ("mailed", alder.accounts["parent"].pk)
    assert [mail.address_digest for mail in mails()] == [digest_of("pat@other.example")]
    assert not AccountStudent.objects.linked().filter(student=ben).exists()


def test_a_forgotten_password_is_found_by_its_number_too(alder, clerk):
    open_to_parents(alder)
    browser(alder).post("/forgot", {"login": "plind"})
    answer_due(now=timezone.now())
    request = PublicRequest.objects.get()
    page = looks_up(clerk, request)
    assert "Forgotten password" in page
    assert "It matched, and a mail has gone" in page
    elsewhere = looks_up(sign_in(alder, "headsouth"), request)
    assert "belongs to another school" in elsewhere
    assert "plind" not in elsewhere


def test_an_address_on_no_record_is_every_offices_to_help_with(alder, clerk):
    open_to_parents(alder)
    browser(alder).post("/register/email", {"email": "new@elsewhere.example"})
    answer_due(now=timezone.now())
    for reader in (clerk, sign_in(alder, "headsouth")):
        page = looks_up(reader, PublicRequest.objects.get())
        assert "A mail has gone to the address that was typed" in page
        assert "new@elsewhere.example Status Pending" in page
        assert "find the child" in page


def test_an_address_on_the_record_is_its_schools_to_help_with(alder, kim):
    open_to_parents(alder)
    browser(alder).post("/register/email", {"email": kim.email})
    answer_due(now=timezone.now())
    assert "belongs to another school" in looks_up(sign_in(alder, "headsouth"), PublicRequest.objects.get())


def test_a_forgotten_password_of_nobody_sends_the_office_to_the_child(alder, clerk):
    open_to_parents(alder)
    browser(alder).post("/forgot", {"login": "nobody.at.all"})
    answer_due(now=timezone.now())
    page = looks_up(clerk, PublicRequest.objects.get())
    assert "Nobody signs in with what was typed" in page
    assert "one of these people" not in page


def test_a_wrong_number_gets_a_sentence(alder, clerk):
    assert "Nobody has this help number" in text_of(clerk.get(PAGE, {"q": "CCC-DDD"}))
    assert "Nobody has this help number" not in text_of(clerk.get(PAGE))


def test_no_such_pupil_and_a_wiped_request_say_what_to_do(alder, kim, clerk):
    request = registers(alder.students["ada"], kim, pupil="999999")
    assert "No pupil has this number or code." in looks_up(clerk, request)
    PublicRequest.objects.update(created_at=timezone.now() - timedelta(days=15))
    wipe_old(now=timezone.now())
    page = looks_up(clerk, request)
    assert "older than 14 days" in page
    assert "999999" not in page


@pytest.mark.requirement("X16")
def test_an_account_with_an_address_off_the_record_gets_no_child_by_the_offices_word(alder, kim, clerk):
    """Whoever put their own address there is not who called: the mailbox on record decides."""
    account = make_parent_account(kim, alder.students["ada"], "kimx")
    take_off(account.students.all())
    Account.objects.filter(pk=account.pk).update(email="thief@evil.example")
    request = registers(alder.students["ada"], kim)
    assert "A mail is on its way" in text_of(says_it_is(clerk, request, kim))
    assert account.students.get().status == "unproven"
    assert {mail.address_digest for mail in mails()} == {digest_of(kim.email)}
    link = path_in(queued("child_link", to=kim.email)[-1])
    browser(alder).post(link)
    assert account.students.get().status == "linked"


def test_who_has_the_child_already_is_mailed_at_the_address_on_record(alder, kim):
    account = make_parent_account(kim, alder.students["ada"], "kimx")
    Account.objects.filter(pk=account.pk).update(email="thief@evil.example")
    registers(alder.students["ada"], kim)
    assert [mail.address_digest for mail in mails()] == [digest_of(kim.email)]
