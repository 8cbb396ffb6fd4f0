"""The office resets parents on a phone: two at once who register again, and one of two children (B1-B9)."""

import pytest

from accounts.models import Account, AccountStudent
from roster.models import Contact
from schools.tenancy import use_district
from tests.accounts.registering import kim_of
from tests.cast import Place
from tests.factories import PASSWORD, make_contact_of, make_parent_account
from tests.factories import link_child as also_has
from tests.journeys.mailbox import password_in, path_in
from tests.journeys.walker import Walker

OWN = "rain on a tin roof"
PHONE = 390
on_old_phones = pytest.mark.parametrize(
    ("locale", "javascript"), [("en", True), ("es", False)], ids=["english", "spanish-without-javascript"]
)


@pytest.fixture
def kim(committed_cast) -> Contact:
    """Has Ada, has registered, and signs in as kim.lind."""
    alder = committed_cast.alder
    with use_district(alder.district.pk):
        kim = kim_of(alder)
        make_parent_account(kim, alder.students["ada"], "kim.lind")
    return kim


@pytest.fixture
def people(walk, locale, javascript):
    """A clerk and a parent."""
    return [walk("alder", width=PHONE, locale=locale, javascript=javascript) for _ in range(2)]


def finds(clerk: Walker, last_name: str) -> Walker:
    clerk.signs_in("clerk", PASSWORD).manages("Reset Parent Login").looks_around("reset parent login")
    clerk.page.get_by_role("searchbox", name=clerk.says("Last name")).fill(last_name)
    clerk.page.keyboard.press("Enter")
    clerk.page.wait_for_url("**q=*")
    return clerk


def registers_again(parent: Walker, place: Place) -> None:
    parent.follows("Start: three short steps")
    parent.types("Student number or pupil code", place.students["ada"].number).presses("Next")
    parent.types("Your first name", "Kim")
    parent.page.get_by_label(parent.says("Your last name")).fill("Lind")
    parent.presses("Next")
    parent.page.get_by_label(parent.says("Username")).fill("kim.lind")
    parent.presses("Send me the mail").sees("Check your e-mail")


@pytest.mark.requirement("B1", "B2", "B3", "B4", "B5", "B7", "B8", "B9")
@on_old_phones
def test_two_are_reset_and_one_registers_again_with_the_same_username(committed_cast, kim, mailbox, people):
    alder, (clerk, parent) = committed_cast.alder, people
    parent.signs_in("kim.lind", PASSWORD).sees("Ada Lind")
    finds(clerk, "lind")
    ticks = clerk.page.locator("tbody input[type=checkbox]")
    assert ticks.count() == 2
    for tick in ticks.all():
        tick.check()
    clerk.looks_around("reset parent login, ticked")
    clerk.presses_in('.bulk-bar [formaction$="/parents/reset"]')
    clerk.sees("Are you sure you want to reset the selected accounts?").looks_around("reset parents, asked")
    clerk.presses_in(".button.danger:visible")
    clerk.sees("To be proven again").looks_around("reset parents, done")
    parent.goes_to("/").sees("Username or e-mail")  # the open window is dead
    parent.goes_to(path_in(mailbox.waits_for(kim.email)))
    registers_again(parent, alder)
    parent.follows("To the sign-in page").signs_in(
        "kim.lind", password_in(mailbox.waits_for(kim.email, count=2))
    )
    parent.sees("Choose your password").chooses(OWN).sees("Ada Lind").looks_around("parent home")
    parent.signs_in("kim.lind", OWN).sees("Ada Lind")
    with use_district(alder.district.pk):
        assert Account.objects.filter(contact=kim).count() == 1
        assert not AccountStudent.objects.linked().filter(account=alder.accounts["parent"]).exists()


@pytest.mark.requirement("B3", "B4")
@on_old_phones
def test_one_of_two_children_is_reset_and_the_login_stays(committed_cast, kim, mailbox, people):
    alder, (clerk, parent) = committed_cast.alder, people
    with use_district(alder.district.pk):
        make_contact_of(kim, alder.students["ben"])
        also_has(Account.objects.get(contact=kim), alder.students["ben"])
    parent.signs_in("kim.lind", PASSWORD).sees("Ben Okafor")
    finds(clerk, "lind")
    row = clerk.page.locator("tbody tr").filter(has_text="Ben Okafor")
    row.locator(".row-actions button").click()
    clerk.sees("Are you sure you want to reset the selected accounts?")
    clerk.page.locator('input[name="all"]').uncheck()
    clerk.looks_around("reset parents, one child").presses_in(".button.danger:visible")
    clerk.sees("To be proven again")
    parent.goes_to("/").sees("Ada Lind").looks_around("parent home, one to be proven")
    assert parent.page.get_by_text("Ben Okafor").count() == 0
    assert parent.page.locator(".note.warn").count() == 1
    assert "Ben Okafor" in mailbox.waits_for(kim.email)
    parent.follows("Prove it now").types("Student number or pupil code", alder.students["ben"].number)
    parent.presses("Add the child").sees("Check your e-mail")
    parent.goes_to(path_in(mailbox.waits_for(kim.email, count=2))).presses("Yes, add the child")
    parent.goes_to("/").sees("Ben Okafor").sees("Ada Lind")
    assert parent.page.locator(".note.warn").count() == 0


@pytest.mark.requirement("B7")
@on_old_phones
def test_an_address_is_corrected_before_the_reset(committed_cast, kim, mailbox, people):
    clerk, _ = people
    ada = committed_cast.alder.students["ada"]
    clerk.signs_in("clerk", PASSWORD).goes_to(f"/students/{ada.pk}").looks_around("a pupil with contacts")
    row = clerk.page.locator("tbody tr").filter(has_text=kim.email)
    row.get_by_role("link", name=clerk.says("Correct e-mail")).or_(row.locator("a.button")).first.click()
    clerk.looks_around("correct an address").presses("Save the address").looks_around(
        "correct an address, refused"
    )
    clerk.page.get_by_label(clerk.says("Correct e-mail address")).fill("kim@new.example")
    clerk.page.get_by_label(clerk.says("They came to the office")).check()
    clerk.presses("Save the address").sees("corrected by the office").looks_around("corrected")
    mailbox.waits_for(kim.email)  # the old address hears of it
    clerk.manages("Corrected addresses").sees("kim@new.example").looks_around("corrected addresses")


def test_a_school_is_opened_to_parents(walk, committed_cast):
    head = walk("alder", width=PHONE)
    head.signs_in("head", PASSWORD).manages("Schools").looks_around("schools")
    head.follows("North School").sees("The mail that a parent gets").looks_around("a school in preparation")
    head.page.get_by_label("I have looked at the numbers and the mail.").check()
    head.presses_in('form[action$="/open"] button')
    head.sees("is open to parents now").looks_around("a school, opened")
