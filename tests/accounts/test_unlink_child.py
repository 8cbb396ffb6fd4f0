"""C9: a child is taken off a parent's account; its owner is told; for a day it can be undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Account, AccountStudent
from accounts.usecases.delete_account import delete_account
from accounts.usecases.reset_parents import reset_parents
from accounts.usecases.unlink_child import NothingToUnlink, TooLateToRelink, relink_child, unlink_child
from roster.models import StudentContact
from schools.audit import Actor
from schools.models import AuditEvent
from tests import factories as make
from tests.accounts.pages import text_of
from tests.accounts.resetting import statuses
from tests.mails import queued
from tests.mails import text_of as words_of
from tests.people import sign_in

NOW = timezone.now()
DAY = timedelta(hours=24)


@pytest.fixture
def taken(alder):
    """The facts of the use cases: Ada off her parent's account, by the head of her school."""
    return {
        "account": alder.accounts["parent"],
        "student": alder.students["ada"],
        "actor": Actor(alder.accounts["head"].pk),
    }


@pytest.mark.requirement("C9")
def test_the_child_is_gone_at_the_next_click_and_the_owner_is_told_once(alder, taken):
    parent = sign_in(alder, "plind")
    unlink_child(**taken, now=NOW)
    assert parent.get("/")["Location"].startswith("/sign-in")
    assert "Ada Lind" not in text_of(sign_in(alder, "plind").get("/"))
    (mail,) = queued("child_removed")
    assert mail["To"] == alder.accounts["parent"].email
    assert "Ada Lind" in words_of(mail)
    event = AuditEvent.objects.get(verb="child_unlinked")
    assert (event.object_id, event.details) == (taken["account"].pk, {"student": taken["student"].pk})
    with pytest.raises(NothingToUnlink):
        unlink_child(**taken, now=NOW)
    assert len(queued("child_removed")) == 1


@pytest.mark.requirement("C9", "C16")
def test_the_account_shows_another_child_first(alder, taken):
    brother = make.make_student(alder.class_4a, "Bo")
    make.link_child(taken["account"], brother)
    unlink_child(**taken, now=NOW)
    assert Account.objects.get(pk=taken["account"].pk).primary_student_id == brother.pk
    relink_child(**taken, now=NOW)
    assert Account.objects.get(pk=taken["account"].pk).primary_student_id == taken["student"].pk


@pytest.mark.requirement("C9")
def test_taking_it_back_works_for_a_day_and_says_so_to_the_owner(alder, taken):
    unlink_child(**taken, now=NOW)
    relink_child(**taken, now=NOW + DAY - timedelta(seconds=1))
    assert "Ada Lind" in text_of(sign_in(alder, "plind").get("/"))
    assert Account.objects.get(pk=taken["account"].pk).primary_student_id == taken["student"].pk
    assert "Ada Lind" in words_of(queued("child_restored")[0])
    with pytest.raises(TooLateToRelink):
        relink_child(**taken, now=NOW)


@pytest.mark.requirement("C9")
def test_after_a_day_it_is_final(alder, taken):
    unlink_child(**taken, now=NOW)
    with pytest.raises(TooLateToRelink):
        relink_child(**taken, now=NOW + DAY)
    assert AccountStudent.objects.get(account=taken["account"]).status == AccountStudent.Status.REMOVED


def test_a_child_that_had_to_be_proven_again_still_has_to(alder, taken):
    AccountStudent.objects.filter(account=taken["account"]).update(status=AccountStudent.Status.UNPROVEN)
    unlink_child(**taken, now=NOW)
    relink_child(**taken, now=NOW)
    assert AccountStudent.objects.get(account=taken["account"]).status == AccountStudent.Status.UNPROVEN


@pytest.mark.requirement("C9")
@pytest.mark.parametrize("since", ["to prove", "barred", "deleted"])
def test_nobody_is_told_that_a_child_is_back_whom_they_do_not_see(alder, taken, since):
    if since == "to prove":
        AccountStudent.objects.filter(account=taken["account"]).update(status=AccountStudent.Status.UNPROVEN)
    unlink_child(**taken, now=NOW)
    if since == "barred":
        StudentContact.objects.filter(contact=taken["account"].contact).update(restricted=True)
    if since == "deleted":
        delete_account(account=taken["account"], actor=taken["actor"], now=NOW)
    relink_child(**taken, now=NOW)
    assert not queued("child_restored")


def test_a_pupils_own_login_is_no_child_of_theirs(alder, taken):
    with pytest.raises(NothingToUnlink):
        unlink_child(**taken | {"account": alder.accounts["ada"]}, now=NOW)


@pytest.mark.requirement("C9", "B4")
def test_a_child_put_back_after_a_reset_has_to_be_proven_again_like_the_others(alder, taken):
    brother = make.make_student(alder.class_4a, "Bo")
    make.link_child(taken["account"], brother)
    unlink_child(**taken, now=NOW)
    links = AccountStudent.objects.filter(account=taken["account"], student=brother)
    reset_parents(links=list(links), actor=taken["actor"], now=NOW)
    relink_child(**taken, now=NOW)
    assert statuses(taken["account"]) == ["unproven", "unproven"]
