"""An admin finds a parent's account by what a caller says, and looks at all that it holds."""

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD
from tests.journeys.walker import Walker

SEARCH = "main form.search input[type=search]"


@pytest.mark.requirement("C7", "C16")
@pytest.mark.parametrize(
    ("width", "locale", "javascript"),
    [(1280, "en", True), (390, "es", True), (390, "en", False)],
    ids=["desktop-english", "phone-spanish", "phone-without-javascript"],
)
def test_an_admin_finds_an_account_by_mail_and_by_student_id(walk, committed_cast, width, locale, javascript):
    alder = committed_cast.alder
    parent, ada = alder.accounts["parent"], alder.students["ada"]
    admin = walk("alder", width=width, locale=locale, javascript=javascript)
    admin.signs_in("districtadmin", PASSWORD).manages("Manage Parent/Student Accounts")
    finds(admin, 4).looks_around("accounts")
    stays_within(admin, 820)

    looks_for(admin, parent.email[2:9].upper())
    finds(admin, 1).looks_around("accounts, found by mail")
    admin.follows("Show all")
    looks_for(admin, ada.number)
    finds(admin, 2)
    admin.follows("Parents")
    finds(admin, 1).follows("Refresh")
    admin.page.locator("main tbody a").first.click()
    admin.sees("Last page request").sees(parent.email).looks_around("account")
    admin.presses("Save").sees("Nothing was different: nothing was changed.")

    admin.goes_to("/manage/accounts")
    looks_for(admin, "nobody@nowhere")
    finds(admin, 0).looks_around("accounts, none fits")


def stays_within(admin: Walker, tablet: int) -> None:
    """Eight columns are wider than a tablet: they move within their card, and the page does not."""
    before = admin.page.viewport_size
    admin.page.set_viewport_size({"width": tablet, "height": 900})
    assert admin.page.evaluate("document.documentElement.scrollWidth") <= tablet
    admin.page.set_viewport_size(before)


def looks_for(admin: Walker, typed: str) -> None:
    admin.page.locator(SEARCH).fill(typed)
    admin.page.locator(SEARCH).press("Enter")


def finds(admin: Walker, count: int) -> Walker:
    expect(admin.page.locator("main tbody tr")).to_have_count(count)
    return admin
