"""A parent with an old phone and a mailbox: registers, forgets, changes password and address (C1, C3, C18)."""

import re

import pytest

from schools.models import School
from schools.tenancy import use_district
from tests.factories import PASSWORD, make_contact
from tests.journeys.mailbox import path_in
from tests.journeys.walker import Walker

OWN, NEXT = "seven quiet otters", "a long walk in the rain"
KIM, NEW = "kim@home.example", "new@home.example"
CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")

on_old_phones = pytest.mark.parametrize(
    ("locale", "javascript"), [("en", True), ("es", False)], ids=["english", "spanish-without-javascript"]
)


@pytest.fixture
def alder(committed_cast):
    """Open to parents; Kim Okafor is on Ben's contact record and has no account."""
    alder = committed_cast.alder
    with use_district(alder.district.pk):
        School.objects.update(status=School.Status.OPEN)
        make_contact(alder.students["ben"], "Kim", "Okafor", email=KIM)
    return alder


@pytest.fixture
def parent(walk, locale, javascript) -> Walker:
    return walk("alder", width=390, locale=locale, javascript=javascript)


def registers(parent: Walker) -> Walker:
    parent.goes_to("/sign-in").follows("Create a new account")
    parent.follows("Register with your e-mail address").looks_around("register by e-mail")
    return parent.types("E-mail address", KIM).presses("Send me the mail").sees("Check your e-mail")


def has_come_in(parent: Walker) -> None:
    parent.sees("Choose your password").chooses(OWN).sees("Ben Okafor").looks_around("parent home")


@pytest.mark.requirement("C18")
@on_old_phones
def test_registers_by_e_mail_and_verifies_by_link(alder, mailbox, parent):
    registers(parent).looks_around("asked, with a code")
    parent.goes_to(path_in(mailbox.waits_for(KIM))).sees("Is this your e-mail address?")
    parent.looks_around("verify the address").presses("Yes, this is me")
    has_come_in(parent)
    parent.signs_in(KIM, OWN).sees("Ben Okafor")


@pytest.mark.requirement("C18")
@on_old_phones
def test_registers_by_e_mail_and_verifies_by_code(alder, mailbox, parent):
    registers(parent)
    code = CODE.search(mailbox.waits_for(KIM))[0]
    parent.types("Code from the mail", "AAAA-AAAA").presses("Go on")
    parent.sees(
        "That code did not open anything. Use the newest mail, or the link in it: after five tries only the link works."
    )
    parent.looks_around("asked, wrong code").types("Code from the mail", code.lower()).presses("Go on")
    has_come_in(parent)


@pytest.mark.requirement("C18")
@on_old_phones
def test_somebody_else_says_no(alder, mailbox, parent):
    registers(parent)
    path = path_in(mailbox.waits_for(KIM))
    parent.goes_to(path).presses("No, that was not me").sees("Username or e-mail")
    parent.goes_to(path).sees("This link no longer works").looks_around("link over")


@pytest.mark.requirement("C3")
@on_old_phones
def test_forgets_and_comes_back(alder, mailbox, parent):
    address = alder.accounts["parent"].email
    parent.goes_to("/sign-in").follows("Forgot your password?").looks_around("forgot")
    parent.types("Username or e-mail", "plind").presses("Send me the mail").sees("Check your e-mail")
    parent.goes_to(path_in(mailbox.waits_for(address))).sees("plind").looks_around("choose anew by link")
    parent.presses("Choose a new password").chooses(OWN).sees("Ada Lind")
    parent.signs_in("plind", PASSWORD).sees("That didn't match. Check the spelling and try again.")
    parent.signs_in("plind", OWN).sees("Ada Lind")


@pytest.mark.requirement("C1")
@on_old_phones
def test_changes_password_and_address_and_takes_the_address_back(alder, mailbox, parent):
    address = alder.accounts["parent"].email
    parent.signs_in("plind", PASSWORD).goes_to("/account").looks_around("my account")
    parent.follows("Change my password").looks_around("change the password")
    parent.types("Current password", PASSWORD).types("New password", OWN).presses("Save my password")
    parent.sees("Your new password works from now on. Everywhere else you were signed out.")
    mailbox.waits_for(address)
    parent.follows("Change my e-mail address").looks_around("change the address")
    parent.types("New e-mail address", NEW).types("Current password", OWN).presses("Send me the mail")
    parent.sees("How you sign in").looks_around("my account, address asked for")
    parent.goes_to(path_in(mailbox.waits_for(NEW))).looks_around("confirm the address")
    parent.presses("Yes, use this address").goes_to("/account").sees(NEW)
    parent.goes_to(path_in(mailbox.waits_for(address, count=2))).looks_around("take the address back")
    parent.presses("Take it back").sees("Choose your password").looks_around("choose after taking back")
    parent.chooses(NEXT).goes_to("/account").sees(address)
