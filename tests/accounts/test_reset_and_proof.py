"""A reset against what is proven before, after and in the same moment: never a way round it (B4)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import one_time_page
from accounts.answering.run import answer_due
from accounts.models import Account, AccountStudent, OneTimePassword
from accounts.registering.proving import mailbox_proven
from accounts.usecases.add_child import add_at_once
from accounts.usecases.delete_account import delete_account
from accounts.usecases.link_siblings import link_siblings
from accounts.usecases.reset_parents import reset_parents
from accounts.usecases.unlink_child import unlink_child
from schools.audit import SYSTEM, Actor
from schools.models import School
from schools.tenancy import use_district
from tests import factories as make
from tests.accounts.registering import kim_of, registers
from tests.accounts.resetting import confirmed, links, parent_of, statuses
from tests.mails import queued
from tests.mails import text_of as mail_text
from tests.parallel import at_once
from tests.people import sign_in


@pytest.mark.requirement("B4")
def test_a_reset_just_after_the_mailed_password_was_entered_leaves_the_child_to_be_proven(alder):
    """The entry proves the mailbox in a step of its own: a reset between the two is a reset."""
    kim, now = kim_of(alder), timezone.now()
    registers(alder.students["ada"], kim)
    account = Account.objects.get(contact=kim)
    issued = OneTimePassword.objects.get(account=account)
    one_time_page.enter(issued, browser="b", now=now)
    reset_parents(links=list(AccountStudent.objects.filter(account=account)), actor=SYSTEM, now=now)
    assert not mailbox_proven(account, issued, now=now)
    assert statuses(account) == ["unproven"]


@pytest.mark.requirement("B4")
def test_a_child_to_be_proven_again_is_not_back_by_its_number_alone(alder, clerk):
    account = parent_of(alder.students["ben"], alder.students["ada_4b"])
    School.objects.filter(pk=alder.north.pk).update(status=School.Status.OPEN)
    parent = sign_in(alder, "kokafor")
    confirmed(clerk, links(account, alder.students["ben"]), offered=account.pk)
    typed = {"pupil": alder.students["ben"].number, "given_name": "Kim", "family_name": "Okafor"}
    parent.post("/account/children/add", typed)
    assert statuses(account) == ["unproven", "linked"]
    answer_due(now=timezone.now())
    assert "/add-child/" in mail_text(queued(to=account.email)[-1])


@pytest.mark.requirement("B4", "C9")
@pytest.mark.parametrize("ended_by", ["reset", "unlink", "delete"])
@pytest.mark.parametrize("way", ["siblings", "number"])
def test_a_request_that_was_under_way_when_all_was_ended_brings_no_child(alder, ended_by, way):
    """The page's account was read before; the school was faster than its button."""
    ada, ben, now = alder.students["ada"], alder.students["ben"], timezone.now()
    School.objects.update(status=School.Status.OPEN)
    account = parent_of(ben)
    make.make_contact_of(account.contact, ada)
    if ended_by == "reset":
        reset_parents(links=list(AccountStudent.objects.filter(account=account)), actor=SYSTEM, now=now)
    elif ended_by == "unlink":
        unlink_child(account=account, student=ben, actor=SYSTEM, now=now)
    else:
        delete_account(account=account, actor=SYSTEM, now=now)
    if way == "siblings":
        assert link_siblings(account=account, student_ids=[ada.pk], actor=Actor(account.pk), now=now) == []
    else:
        assert add_at_once(account=account, pupil=ada.number, now=now) is None
    assert not AccountStudent.objects.filter(account=account, student=ada).exists()


@pytest.mark.requirement("B4")
def test_a_reset_while_the_parent_saves_a_password_leaves_one_of_the_two_orders(committed_cast):
    """Saved first: the reset takes it away. Reset first: the page may save no more. Never a password after it."""
    alder, now = committed_cast.alder, timezone.now()
    account = alder.accounts["parent"]
    for _ in range(5):
        with use_district(alder.district.pk):
            AccountStudent.objects.filter(account=account).update(status="linked")
            chosen = list(AccountStudent.objects.filter(account=account))
            issued = make.make_one_time_password(account, now=now)
            page = str(one_time_page.enter(issued, browser="b", now=now))

        def work(place: int, chosen=chosen, page=page):
            with use_district(alder.district.pk):
                if place:
                    return reset_parents(links=chosen, actor=SYSTEM, now=now + timedelta(seconds=1))
                return one_time_page.save(account=account, page=page, password="seven quiet otters", now=now)

        saved, reset = at_once(2, work)
        assert not isinstance(reset, Exception), reset
        assert saved is None or isinstance(saved, one_time_page.Ended), saved
        with use_district(alder.district.pk):
            after = Account.objects.get(pk=account.pk)
            assert (after.password, after.must_choose, statuses(account)) == ("!", True, ["unproven"])
