"""C9, C10, C12: the buttons on an account's page, pressed by who may and by who may not."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Account, AccountStudent
from schools.capabilities import Role
from schools.models import AuditEvent, StaffAssignment
from tests import factories as make
from tests.accounts.pages import text_of
from tests.mails import queued
from tests.people import sign_in

NOW = timezone.now()


@pytest.fixture
def page(alder):
    return f"/manage/accounts/{alder.accounts['parent'].pk}"


@pytest.fixture
def ada(alder):
    return {"student": alder.students["ada"].pk}


def may(alder, who: str, *capabilities: str) -> None:
    assignments = StaffAssignment.objects.filter(staff=alder.staff[who])
    assert assignments.update(extra_capabilities=list(capabilities))


def separate(alder, deleting: bool) -> None:
    """As the district options' page does it."""
    options = {"users_change_password": "on", "users_change_email": "on"}
    if deleting:
        options["deleting_is_separate"] = "on"
    assert sign_in(alder, "districtadmin").post("/manage/options", options).status_code == 302


def link(alder) -> AccountStudent:
    return AccountStudent.objects.get(account=alder.accounts["parent"])


@pytest.mark.requirement("C9")
def test_a_child_is_taken_off_after_a_question_and_put_back_by_a_button(alder, page, ada):
    head = sign_in(alder, "head")
    asked = head.post(f"{page}/unlink", ada)
    assert "Take Ada Lind off this account?" in text_of(asked)
    assert link(alder).status == "linked"
    done = head.post(f"{page}/unlink", ada | {"confirmed": "yes"}, follow=True)
    assert "Ada Lind is off this account" in text_of(done)
    assert "Put back" in text_of(done)
    assert f'formaction="{page}/relink"' in done.content.decode()
    assert link(alder).status == "removed"
    back = head.post(f"{page}/relink", ada, follow=True)
    assert "Ada Lind is back on this account" in text_of(back)
    assert link(alder).status == "linked"


@pytest.mark.parametrize("typed", ["", "x", "²", "-1", "9" * 19, "9" * 5000])
def test_what_cannot_be_a_pupils_id_is_nobodys(alder, page, typed):
    assert sign_in(alder, "head").post(f"{page}/relink", {"student": typed}).status_code == 404


@pytest.mark.requirement("C9", "C10")
@pytest.mark.parametrize("action", ["unlink", "delete"])
def test_the_question_says_which_of_two_accounts_of_one_name_it_is(alder, page, ada, action):
    words = text_of(sign_in(alder, "head").post(f"{page}/{action}", ada))
    account = alder.accounts["parent"]
    for said in (f"Account ID {account.pk}", f"plind · {account.email}", "Ada Lind", "Current sign-in"):
        assert said in words


@pytest.mark.requirement("C10")
def test_an_account_is_deleted_after_a_question_and_restored_by_a_button(alder, page):
    head = sign_in(alder, "head")
    assert "Delete the account of Pat Lind?" in text_of(head.post(f"{page}/delete"))
    assert Account.objects.get(pk=alder.accounts["parent"].pk).deleted_at is None
    done = head.post(f"{page}/delete", {"confirmed": "yes"}, follow=True)
    assert "The account is deleted" in text_of(done)
    assert "Restore this account" in text_of(done)
    back = head.post(f"{page}/restore", follow=True)
    assert "The account is back" in text_of(back)
    assert len(queued("account_deleted")) == len(queued("account_restored")) == 1


@pytest.mark.requirement("C9", "C10")
def test_after_a_day_the_buttons_say_that_it_is_final(alder, page, ada):
    with time_machine.travel(NOW, tick=False) as clock:
        head = sign_in(alder, "head")
        head.post(f"{page}/unlink", ada | {"confirmed": "yes"})
        head.post(f"{page}/delete", {"confirmed": "yes"})
        clock.shift(timedelta(days=1))
        head = sign_in(alder, "head")
        assert head.post(f"{page}/restore").status_code == 404
        assert head.post(f"{page}/relink", ada).status_code == 404
    assert Account.objects.get(pk=alder.accounts["parent"].pk).deleted_at == NOW


@pytest.mark.requirement("C12", "C10")
def test_a_clerk_who_administers_deletes_too_unless_the_district_separates_that(alder, page):
    may(alder, "clerk", "administer_accounts")
    separate(alder, True)
    clerk = sign_in(alder, "clerk")
    assert "Delete this account" not in text_of(clerk.get(page))
    assert clerk.post(f"{page}/delete", {"confirmed": "yes"}).status_code == 403
    assert Account.objects.get(pk=alder.accounts["parent"].pk).deleted_at is None
    assert AuditEvent.objects.filter(verb="denied", object_kind="accounts:delete-account"[:30]).exists()
    separate(alder, False)
    assert "Delete this account" in text_of(clerk.get(page))
    assert clerk.post(f"{page}/delete", {"confirmed": "yes"}).status_code == 302


@pytest.mark.requirement("C10", "A7")
def test_who_has_a_child_at_another_school_is_deleted_by_the_district_only(alder, page):
    make.link_child(alder.accounts["parent"], make.make_student(alder.south_4a, "Cy"))
    refused = sign_in(alder, "head").post(f"{page}/delete", {"confirmed": "yes"}, follow=True)
    assert "also has a child at another school" in text_of(refused)
    assert Account.objects.get(pk=alder.accounts["parent"].pk).deleted_at is None
    typed = {"expires_on": "2026-11-01", "is_test": "on"}
    refused = sign_in(alder, "head").post(f"{page}/change", typed, follow=True)
    assert "also has a child at another school" in text_of(refused)
    assert not Account.objects.get(pk=alder.accounts["parent"].pk).is_test
    assert sign_in(alder, "districtadmin").post(f"{page}/delete", {"confirmed": "yes"}).status_code == 302
    refused = sign_in(alder, "head").post(f"{page}/restore", follow=True)
    assert "also has a child at another school" in text_of(refused)
    assert Account.objects.get(pk=alder.accounts["parent"].pk).deleted_at is not None


@pytest.mark.requirement("C9")
def test_the_question_says_that_the_same_person_has_the_child_on_another_account(alder, page, ada):
    """One that proved it by the same record, whatever address it signs in with: the child would stay in sight."""
    parent, head = alder.accounts["parent"], sign_in(alder, "head")
    somebody_elses = make.make_contact(alder.students["ada"], "Kim")
    make.make_parent_account(somebody_elses, alder.students["ada"], "klind")
    assert "Pat Lind no longer sees this child" in text_of(head.post(f"{page}/unlink", ada))
    other = make.make_parent_account(
        make.make_contact(alder.students["ben"]), alder.students["ada"], "second"
    )
    other.students.update(contact=parent.contact)
    asked = text_of(head.post(f"{page}/unlink", ada))
    assert "Pat Lind goes on seeing this child on another account, second" in asked
    assert "no longer sees this child" not in asked


@pytest.mark.requirement("C12", "C10")
def test_deleting_reaches_no_further_than_where_it_was_given(alder, page, ada):
    """A clerk of two schools who may delete in the other one only: not by taking the child off first, and not back."""
    separate(alder, True)
    may(alder, "clerk", "administer_accounts")
    StaffAssignment.objects.create(
        staff=alder.staff["clerk"], school=alder.south, role=Role.OFFICE,
        extra_capabilities=["administer_accounts", "delete_accounts"],
    )  # fmt: skip
    clerk, pupil = sign_in(alder, "clerk"), alder.accounts["ada"]
    clerk.post(f"{page}/unlink", ada | {"confirmed": "yes"})
    assert link(alder).status == "removed"
    refused = clerk.post(f"{page}/delete", {"confirmed": "yes"}, follow=True)
    assert "a district admin can do that" in text_of(refused)
    assert Account.objects.get(pk=alder.accounts["parent"].pk).deleted_at is None
    assert sign_in(alder, "head").post(f"/manage/accounts/{pupil.pk}/delete", {"confirmed": "yes"})
    refused = clerk.post(f"/manage/accounts/{pupil.pk}/restore", follow=True)
    assert "a district admin can do that" in text_of(refused)
    assert Account.objects.get(pk=pupil.pk).deleted_at is not None


@pytest.mark.requirement("C9", "A7")
def test_only_a_child_within_reach_can_be_taken_off(alder, page):
    cy = make.make_student(alder.south_4a, "Cy")
    make.link_child(alder.accounts["parent"], cy)
    head = sign_in(alder, "head")
    assert head.post(f"{page}/unlink", {"student": cy.pk, "confirmed": "yes"}).status_code == 404
    assert head.post(f"{page}/unlink", {"student": "x", "confirmed": "yes"}).status_code == 404
    for nobody in ("9" * 30, "9" * 5000, "", "\0"):
        assert head.post(f"{page}/unlink", {"student": nobody, "confirmed": "yes"}).status_code == 404
    assert not AccountStudent.objects.filter(status="removed").exists()


@pytest.mark.requirement("C9", "C10")
@pytest.mark.parametrize("facts", [{"is_test": True}, {"email": "", "contact": None}])
def test_no_mail_is_promised_to_who_gets_none(alder, page, ada, facts):
    Account.objects.filter(pk=alder.accounts["parent"].pk).update(**facts)
    head = sign_in(alder, "head")
    for verb, typed in (("unlink", ada), ("delete", {})):
        asked = text_of(head.post(f"{page}/{verb}", typed))
        done = text_of(head.post(f"{page}/{verb}", typed | {"confirmed": "yes"}, follow=True))
        for words in (asked, done):
            assert "Nobody is told by e-mail" in words
            assert "is told by e-mail" not in words.replace("Nobody is told by e-mail", "")
    assert not queued()


@pytest.mark.requirement("C10")
def test_who_had_no_password_yet_comes_back_without_one_and_the_page_says_so(alder):
    make.make_one_time_password(alder.accounts["ada"])
    head, page = sign_in(alder, "head"), f"/manage/accounts/{alder.accounts['ada'].pk}"
    head.post(f"{page}/delete", {"confirmed": "yes"})
    words = text_of(head.post(f"{page}/restore", follow=True))
    assert "The account is back, without a password." in words
    assert "signs in as before" not in words


@pytest.mark.requirement("C9", "C10")
def test_a_staff_account_is_no_portal_account(alder):
    page = f"/manage/accounts/{alder.accounts['teacher'].pk}"
    assert sign_in(alder, "districtadmin").post(f"{page}/delete", {"confirmed": "yes"}).status_code == 404


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "soon"])
def test_a_last_day_beyond_reason_is_refused_in_words(alder, page, day):
    refused = sign_in(alder, "head").post(f"{page}/change", {"expires_on": day})
    assert refused.status_code == 200
    assert Account.objects.get(pk=alder.accounts["parent"].pk).expires_at is None
