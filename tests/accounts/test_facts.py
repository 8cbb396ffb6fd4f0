"""Register by facts (B5-B7): every outcome, and whether a mail leaves (SECURITY 20, 21, 22)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.mail.addresses import digest_of
from accounts.models import Account, AccountStudent, AccountType, IssuedUsername, OneTimePassword
from accounts.usecases.pupil_codes import pupil_codes
from roster.models import Contact, Student, StudentContact
from schools.models import School
from tests.accounts.registering import kim_of, mails, password_of, registers
from tests.factories import known_hash, link_child, make_contact, make_parent_account, take_off

NOW = timezone.now()


@pytest.fixture
def ada(alder) -> Student:
    return alder.students["ada"]


@pytest.fixture
def kim(alder) -> Contact:
    return kim_of(alder)


def contact_is(**facts):
    return lambda kim, ada: Contact.objects.filter(pk=kim.pk).update(**facts)


def link_is(**facts):
    return lambda kim, ada: StudentContact.objects.filter(contact=kim).update(**facts)


def has_account(**facts):
    def make(kim, ada):
        account = make_parent_account(kim, ada, "kimlind")
        Account.objects.filter(pk=account.pk).update(**facts)

    return make


def school_is_closed(kim, ada):
    School.objects.update(status=School.Status.PREPARATION)


def child_was_taken_off(kim, ada):
    account = make_parent_account(kim, ada, "kimlind")
    take_off(account.students.all(), now=NOW)


def has_a_namesake(kim, ada):
    make_contact(ada, "Kim", "Lind")


def nothing(kim, ada):
    pass


OUTCOMES = [
    ("all is well", nothing, {}, "mailed"),
    ("by another spelling", nothing, {"given_name": "KIM ", "family_name": "l-i-n-d"}, "mailed"),
    ("has an account in use", has_account(), {}, "mailed"),
    ("no such pupil", nothing, {"pupil": "999999"}, "no_match"),
    ("another name", nothing, {"given_name": "Robin"}, "no_match"),
    ("swapped", nothing, {"given_name": "Lind", "family_name": "Kim"}, "near"),
    ("one letter off", nothing, {"given_name": "Kin"}, "near"),
    ("two of that name", has_a_namesake, {}, "ambiguous"),
    ("no address", contact_is(email=""), {}, "no_address"),
    ("mails come back", contact_is(refused_address="kim@home.example"), {}, "stale_address"),
    ("no address at all", contact_is(email="call me"), {}, "stale_address"),
    ("changed six days ago", contact_is(email_changed_at=NOW - timedelta(days=6)), {}, "stale_address"),
    ("changed eight days ago", contact_is(email_changed_at=NOW - timedelta(days=8)), {}, "mailed"),
    (
        "changed, then corrected by the office",
        contact_is(
            email_changed_at=NOW, corrected_email="kim@new.example", corrected_from="kim@home.example"
        ),
        {},
        "mailed",
    ),
    ("restricted", link_is(restricted=True), {}, "restricted"),
    ("no longer a contact", link_is(ended_on="2026-09-01"), {}, "no_match"),
    ("school in preparation", school_is_closed, {}, "closed"),
    ("child taken off by the school", child_was_taken_off, {}, "unlinked"),
    ("account switched off", has_account(disabled_at=NOW), {}, "not_allowed"),
    ("account expired", has_account(expires_at=NOW - timedelta(days=1)), {}, "not_allowed"),
]  # fmt: skip


@pytest.mark.requirement("B6", "B7")
@pytest.mark.parametrize(
    ("state", "typed", "outcome"), [row[1:] for row in OUTCOMES], ids=[row[0] for row in OUTCOMES]
)
def test_who_is_mailed_to_and_who_is_not(alder, ada, kim, state, typed, outcome):
    state(kim, ada)
    request = registers(ada, kim, now=NOW, **typed)
    kim.refresh_from_db()
    assert request.outcome == outcome
    went_to = [mail.address_digest for mail in mails()]
    assert went_to == ([digest_of(kim.address)] if outcome == "mailed" else [])
    assert OneTimePassword.objects.exists() == (
        outcome == "mailed" and not state.__qualname__.startswith("has_account")
    )


def test_a_pupil_who_has_left_lets_nobody_in(alder, ada, kim):
    Student.objects.filter(pk=ada.pk).update(left_on="2026-11-01")
    assert registers(ada, kim).outcome == "closed"


def test_a_pupil_code_does_for_the_number(alder, ada, kim):
    code = pupil_codes(student_ids=[ada.pk], now=NOW)[ada.pk]
    assert registers(ada, kim, pupil=code.lower()).outcome == "mailed"
    assert registers(ada, kim, pupil=f"{ada.number[:3]} {ada.number[3:]}").outcome == "mailed"


@pytest.mark.requirement("B7")
def test_a_new_parent_gets_a_pending_account_that_waits_for_the_mailed_password(alder, ada, kim):
    account = registers(ada, kim).account
    assert (account.type, account.status, account.email) == (
        AccountType.PARENT,
        "pending",
        "kim@home.example",
    )
    assert not account.has_usable_password()
    (link,) = account.students.all()
    assert (link.student_id, link.status) == (ada.pk, "unproven")


def test_asking_again_mails_the_same_password_so_that_nobody_can_end_it(alder, ada, kim):
    account = registers(ada, kim, now=NOW).account
    first = password_of(account)
    again = registers(ada, kim, now=NOW + timedelta(minutes=4))
    assert again.account == account
    assert password_of(account) == first
    Contact.objects.filter(pk=kim.pk).update(email="kim@new.example")
    registers(ada, kim, now=NOW + timedelta(minutes=8))
    assert password_of(account) != first, "the old mailbox still had it"


@pytest.mark.requirement("B5")
def test_an_emptied_account_is_taken_up_again_with_the_same_or_a_new_username(alder, ada, kim):
    account = make_parent_account(kim, ada, "kimlind")
    account.students.update(status=AccountStudent.Status.UNPROVEN)
    Account.objects.filter(pk=account.pk).update(password="!", must_choose=True)
    assert registers(ada, kim, username="kimlind").account == account
    assert registers(ada, kim, username="kim.l").account.username == "kim.l"
    assert registers(ada, kim, username="kimlind").account.username == "kimlind", "held before"


@pytest.mark.parametrize("wanted", ["plind", "jsmith001", "admin", "teacher"])
def test_a_username_that_cannot_be_had_is_left_out(alder, ada, kim, wanted):
    account = registers(ada, kim, username=wanted).account
    assert (account.username, account.email) == ("", "kim@home.example")


def test_a_username_of_somebody_who_is_gone_stays_theirs(alder, ada, kim):
    IssuedUsername.objects.create(username="kimmy", account_id=1, issued_at=NOW)
    assert registers(ada, kim, username="kimmy").account.username == ""


def test_the_second_parent_on_a_mailbox_gets_a_username(alder, ada, kim):
    registers(ada, kim)
    other = make_contact(ada, "Jo", "Lind", email=kim.email)
    account = registers(ada, other).account
    assert (account.email, account.username) == ("", "jlind")
    link_child(account, alder.students["ben"])


def test_who_is_in_keeps_password_and_names(alder, ada, kim):
    account = make_parent_account(kim, ada, "kimlind")
    registers(ada, kim, username="another")
    account.refresh_from_db()
    assert (account.username, account.password) == ("kimlind", known_hash())
    assert [mail.kind for mail in mails()] == ["you_have_an_account"]
