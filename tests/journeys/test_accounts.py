"""An admin finds an account, looks through its owner's eyes, takes a child off, deletes and undoes (C7-C10)."""

import re

import pytest
from playwright.sync_api import expect

from schools.tenancy import use_district
from tests import factories as make
from tests.factories import PASSWORD
from tests.journeys.walker import Walker

# As the page's own form would: with its token, from its own address.
WRITE = """async path => {
    const body = new FormData(document.querySelector("aside form"));
    body.set("language", "es");
    return (await fetch(path, {method: "POST", body})).status;
}"""
SIGN_IN = re.compile("/sign-in")
MAILS = ("taken off your account", "back on your account", "deleted", "back")


def searches(admin: Walker, typed: str) -> Walker:
    box = admin.page.get_by_role("searchbox", name=admin.says("E-mail, name or student ID"))
    box.fill(typed)
    box.press("Enter")
    return admin


@pytest.mark.requirement("C7", "C8", "C9", "C10")
@pytest.mark.parametrize(
    ("width", "locale"), [(1280, "en"), (390, "es")], ids=["desktop-english", "phone-spanish"]
)
def test_found_looked_at_unlinked_deleted_and_all_taken_back(walk, committed_cast, mailbox, width, locale):
    alder = committed_cast.alder
    email = alder.accounts["parent"].email
    with use_district(alder.district.pk):
        make.link_child(alder.accounts["parent"], alder.students["ben"])
    admin, parent = walk("alder", width=width, locale=locale), walk("alder", width=390)
    parent.signs_in("plind", PASSWORD).sees("Ada Lind")

    admin.signs_in("head", PASSWORD).goes_to("/manage/accounts").looks_around("accounts")
    searches(admin, alder.students["ada"].number).looks_around("accounts of a student ID")
    searches(admin, email[2:9]).looks_around("accounts by a fragment")
    admin.follows("Lind, Pat")
    admin.looks_around("account")

    looks_through_their_eyes(admin)

    admin.page.get_by_role("button", name=admin.says("Take off") + " Ada Lind").click()
    admin.looks_around("take a child off?").presses("Take the child off").looks_around("child taken off")
    expect(parent.goes_to("/").page).to_have_url(SIGN_IN)
    parent.signs_in("plind", PASSWORD)
    expect(parent.page.get_by_role("heading", name="Ada Lind")).to_have_count(0)
    admin.page.get_by_role("button", name=admin.says("Put back") + " Ada Lind").click()

    admin.presses("Delete this account").looks_around("delete?").presses("Delete this account")
    admin.looks_around("account deleted")
    expect(parent.goes_to("/").page).to_have_url(SIGN_IN)
    admin.presses("Restore this account").looks_around("account restored")
    parent.signs_in("plind", PASSWORD).sees("Ada Lind")

    mailbox.waits_for(email, count=4)
    subjects = [str(mail["Subject"]) for mail in mailbox.to(email)]
    assert all(words in subject for words, subject in zip(MAILS, subjects, strict=True)), subjects


def looks_through_their_eyes(admin: Walker) -> None:
    admin.follows("Emulate").looks_around("emulate")
    admin.types("Reason", "ticket 4711: sees no child").types("Your own password, again", PASSWORD)
    admin.presses("Show me their pages").sees("Ada Lind").looks_around("emulating")
    assert admin.page.evaluate(WRITE, "/language") == 403
    admin.presses("Return").looks_around("returned")
