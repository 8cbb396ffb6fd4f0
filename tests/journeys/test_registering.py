"""A parent registers by facts on an old phone; a mistyped name ends at the office, by its help number (B5-B9, X16)."""

import re

import pytest

from accounts.models import AccountStudent
from roster.models import Contact, StudentContact
from schools.tenancy import use_district
from tests.accounts.registering import kim_of
from tests.cast import Place
from tests.factories import PASSWORD
from tests.journeys.mailbox import password_in
from tests.journeys.walker import Walker

OWN = "rain on a tin roof"
PHONE = 390


@pytest.fixture
def kim(committed_cast) -> Contact:
    """Has Ada, whose number is known, and Ada of 4b."""
    alder = committed_cast.alder
    with use_district(alder.district.pk):
        kim = kim_of(alder)
        StudentContact.objects.create(student=alder.students["ada_4b"], contact=kim)
    return kim


def types_the_facts(parent: Walker, place: Place, *, first: str) -> Walker:
    parent.goes_to("/").looks_around("sign-in").follows("Create a new account").looks_around(
        "ways to register"
    )
    parent.follows("Start: three short steps").looks_around("register, step 1")
    parent.types("Student number or pupil code", place.students["ada"].number).presses("Next")
    parent.looks_around("register, step 2")
    parent.types("Your first name", first)
    parent.page.get_by_label(parent.says("Your last name")).fill("lind")
    parent.presses("Next").looks_around("register, step 3")
    parent.page.get_by_label(parent.says("Username")).fill("kim lind")
    parent.presses("Send me the mail").looks_around("register, step 3, refused")
    parent.page.get_by_label(parent.says("Username")).fill("kim.lind")
    return parent.presses("Send me the mail").sees("Check your e-mail").looks_around("asked")


def comes_in(parent: Walker, mail: str) -> None:
    parent.follows("To the sign-in page").signs_in("kim.lind", password_in(mail))
    parent.sees("Choose your password").chooses(OWN)
    parent.sees("Your other children").looks_around("siblings").presses("Add the ticked children")
    parent.sees("Ada Lind").looks_around("parent home")
    assert parent.page.locator("main .card h2").count() == 2


@pytest.mark.requirement("B5", "B6", "B7", "B8", "B9")
@pytest.mark.parametrize(
    ("locale", "javascript"), [("en", True), ("es", False)], ids=["english", "spanish-without-javascript"]
)
def test_a_parent_registers_by_facts(walk, committed_cast, kim, mailbox, locale, javascript):
    parent = walk("alder", width=PHONE, locale=locale, javascript=javascript)
    types_the_facts(parent, committed_cast.alder, first="KIM")
    mail = mailbox.waits_for(kim.email)
    assert help_number_on(parent.page.inner_text("main")) in mail
    comes_in(parent, mail)
    parent.signs_in("Kim.Lind", OWN).sees("Ada Lind")


@pytest.mark.requirement("X16")
def test_a_mistyped_name_ends_at_the_office_and_in(walk, committed_cast, kim, mailbox):
    alder = committed_cast.alder
    parent, clerk = walk("alder", width=PHONE), walk("alder")
    types_the_facts(parent, alder, first="Kin")
    number = help_number_on(parent.page.inner_text("main"))
    clerk.signs_in("clerk", PASSWORD).manages("Help numbers").looks_around("help numbers")
    clerk.page.get_by_role("searchbox", name="Help number").fill(number.lower())
    clerk.page.keyboard.press("Enter")
    clerk.sees("The name is close").looks_around("help number, a record is near")
    assert mailbox.to(kim.email) == []
    clerk.page.get_by_role("button", name="It is Kim Lind").click()
    clerk.sees("A mail is on its way").looks_around("help number, decided")
    comes_in(parent, mailbox.waits_for(kim.email))
    with use_district(alder.district.pk):
        assert AccountStudent.objects.linked().filter(account__contact=kim).count() == 2


def help_number_on(text: str) -> str:
    return re.search(r"\b[C-X2-9]{3}-[C-X2-9]{3}\b", text)[0]
