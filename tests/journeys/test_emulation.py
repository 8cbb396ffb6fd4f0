"""An admin looks at a parent's pages, can change nothing there, and returns; the parent learns of it."""

import pytest

from tests.factories import PASSWORD
from tests.journeys.walker import Walker


@pytest.mark.requirement("C8", "X11")
@pytest.mark.parametrize(
    ("width", "locale", "javascript"),
    [(1280, "en", True), (390, "es", True), (390, "en", False)],
    ids=["desktop-english", "phone-spanish", "phone-without-javascript"],
)
def test_an_admin_looks_changes_nothing_and_returns(walk, committed_cast, width, locale, javascript):
    alder = committed_cast.alder
    admin, parent = (walk("alder", width=width, locale=locale, javascript=javascript) for _ in range(2))
    admin.signs_in("districtadmin", PASSWORD)
    begins(admin, f"/students/{alder.students['ada'].pk}", alder.accounts["parent"].pk)

    admin.sees("Your child at school").looks_around("emulation, a parent's home")
    admin.goes_to("/account").sees("This is not yours to open").looks_around("emulation, refused")
    admin.goes_to("/manage/staff").sees("This is not yours to open")
    admin.presses("Return").sees("Linked accounts")
    assert admin.page.locator("aside.emulation").count() == 0

    admin.goes_to("/manage/audit").looks_around("audit")
    assert "mother on the phone" in admin.page.locator("main").inner_text()
    parent.signs_in("plind", PASSWORD).sees("Your school looked at your pages:")
    parent.looks_around("parent home, looked at")


def begins(admin: Walker, page: str, account_id: int) -> None:
    admin.goes_to(page).looks_around("pupil, with accounts to look at")
    admin.page.locator(f'a[href^="/manage/accounts/{account_id}/emulate"]').click()
    admin.types("Reason", "mother on the phone").types("Your own password, again", "not mine")
    admin.presses("Show me their pages").sees("That didn't match. Check the spelling and try again.")
    admin.looks_around("emulation, asked")
    admin.types("Your own password, again", PASSWORD).presses("Show me their pages")


@pytest.mark.requirement("C12")
def test_an_admin_gives_a_right_on_a_phone(walk, committed_cast):
    alder = committed_cast.alder
    head = walk("alder", width=390, locale="es")
    head.signs_in("head", PASSWORD).goes_to(f"/manage/staff/{alder.staff['clerk'].pk}")
    head.looks_around("staff member")
    head.page.get_by_label(head.says("Administer portal accounts"), exact=True).check()
    head.presses("Save what is also allowed").looks_around("staff member, changed")
    assert head.page.get_by_label(head.says("Administer portal accounts"), exact=True).is_checked()
