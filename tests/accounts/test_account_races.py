"""Two at once on one account: each gets an honest answer, and what stays is one of the two orders."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Account, AccountStudent, PublicRequest
from accounts.registering.welcome import welcome
from accounts.usecases.decide_request import decide_request
from accounts.usecases.delete_account import TakenMeanwhile, delete_account, restore_account
from accounts.usecases.reset_parents import reset_parents
from accounts.usecases.unlink_child import NothingToUnlink, TooLateToRelink, relink_child, unlink_child
from schools.audit import SYSTEM
from schools.models import AuditEvent
from schools.tenancy import use_district
from tests import factories as make
from tests.accounts.registering import kim_of, registers
from tests.parallel import at_once, wait_until_somebody_waits

NOW = timezone.now()


@pytest.fixture
def alder(committed_cast):
    with use_district(committed_cast.alder.district.pk):
        yield committed_cast.alder


def within(alder, work, **facts):
    """A thread's work: on a connection of its own, in the district."""
    try:
        with use_district(alder.district.pk):
            return work(**facts)
    finally:
        connection.close()


def taken(alder) -> dict:
    return {
        "account": alder.accounts["parent"],
        "student": alder.students["ada"],
        "actor": SYSTEM,
        "now": NOW,
    }


def link(alder) -> AccountStudent:
    return AccountStudent.objects.get(account=alder.accounts["parent"], student=alder.students["ada"])


@pytest.mark.requirement("C9", "B4")
def test_a_child_taken_off_during_a_reset_waits_for_it_and_both_happen(alder):
    """The reset has the account in hand; taking the child off must not have the link in hand already."""
    links = [link(alder)]
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            Account.objects.select_for_update(no_key=True).get(pk=alder.accounts["parent"].pk)
            off = threads.submit(within, alder, unlink_child, **taken(alder))
            wait_until_somebody_waits()
            reset_parents(links=links, actor=SYSTEM, now=NOW)
        assert off.result() is None
    assert link(alder).status == "removed"
    relink_child(**taken(alder))
    assert link(alder).status == "unproven"


@pytest.mark.requirement("C9", "X16")
def test_the_office_gives_a_child_back_while_somebody_has_the_account_in_hand(alder):
    kim = kim_of(alder)
    account = make.make_parent_account(kim, alder.students["ada"], "klind")
    facts = taken(alder) | {"account": account}
    unlink_child(**facts)
    request = registers(alder.students["ada"], kim)
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            Account.objects.select_for_update(no_key=True).get(pk=account.pk)
            said = threads.submit(
                within, alder, decide_request, request=request, contact_id=kim.pk, actor=SYSTEM,
                school_id=None, now=NOW,
            )  # fmt: skip
            wait_until_somebody_waits()
            AccountStudent.objects.filter(account=account).update(status_before="unproven")
        assert said.result() == PublicRequest.Outcome.MAILED
    assert AccountStudent.objects.get(account=account).status == "linked"


@pytest.mark.requirement("C9")
def test_the_same_child_off_and_back_by_four_at_once_happens_once_each(alder):
    for work, late in ((unlink_child, NothingToUnlink), (relink_child, TooLateToRelink)):
        answers = at_once(4, lambda _number, work=work: within(alder, work, **taken(alder)))
        assert sorted(answer is None for answer in answers) == [False, False, False, True]
        assert {type(answer) for answer in answers if answer is not None} == {late}
    verbs = AuditEvent.objects.filter(verb__in=["child_unlinked", "child_relinked"]).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["child_unlinked", "child_relinked"]


@pytest.mark.requirement("C10", "B5")
def test_an_account_restored_while_its_owner_registers_anew_stays_deleted(alder):
    kim = kim_of(alder)
    old = make.make_parent_account(kim, alder.students["ada"], "klind")
    delete_account(account=old, actor=SYSTEM, now=NOW)
    request = PublicRequest(number="K7M42P", language="en")
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            welcome(contact=kim, student=alder.students["ada"], request=request, username="", now=NOW)
            back = threads.submit(within, alder, restore_account, account=old, actor=SYSTEM, now=NOW)
            wait([back], timeout=1)
        assert isinstance(back.exception(), TakenMeanwhile)
    assert Account.objects.not_deleted().filter(contact=kim).exclude(pk=old.pk).count() == 1
    assert Account.objects.get(pk=old.pk).deleted_at == NOW
