"""C10: an account is deleted; its owner is told; for a day it can be undone, unless somebody came anew."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Account, OneTimePassword
from accounts.usecases.create_logins import create_student_logins
from accounts.usecases.delete_account import (
    AlreadyDeleted,
    TakenMeanwhile,
    TooLateToRestore,
    delete_account,
    restore_account,
)
from accounts.usecases.tidy import tidy
from schools.audit import Actor
from schools.models import AuditEvent
from tests import factories as make
from tests.accounts.pages import text_of
from tests.mails import queued
from tests.people import sign_in

NOW = timezone.now()
DAY = timedelta(hours=24)


@pytest.fixture
def head(alder):
    return Actor(alder.accounts["head"].pk)


@pytest.mark.requirement("C10")
def test_access_ends_at_once_and_the_owner_is_told_once(alder, head):
    parent = sign_in(alder, "plind")
    delete_account(account=alder.accounts["parent"], actor=head, now=NOW)
    assert parent.get("/")["Location"].startswith("/sign-in")
    typed = {"login": "plind", "password": make.PASSWORD}
    assert "That didn't match" in text_of(Client(HTTP_HOST=alder.host).post("/sign-in", typed))
    (mail,) = queued("account_deleted")
    assert mail["To"] == alder.accounts["parent"].email
    assert AuditEvent.objects.filter(verb="account_deleted", object_id=alder.accounts["parent"].pk).exists()
    with pytest.raises(AlreadyDeleted):
        delete_account(account=alder.accounts["parent"], actor=head, now=NOW)
    assert len(queued("account_deleted")) == 1


@pytest.mark.requirement("C10")
def test_taking_it_back_works_for_a_day(alder, head):
    account = alder.accounts["parent"]
    delete_account(account=account, actor=head, now=NOW)
    restore_account(account=account, actor=head, now=NOW + DAY - timedelta(seconds=1))
    assert sign_in(alder, "plind").get("/").status_code == 200
    assert queued("account_restored")
    with pytest.raises(TooLateToRestore):
        restore_account(account=account, actor=head, now=NOW)


@pytest.mark.requirement("C10")
def test_after_a_day_it_is_final_and_the_password_destroyed(alder, head):
    account = alder.accounts["parent"]
    delete_account(account=account, actor=head, now=NOW)
    tidy(now=NOW + DAY - timedelta(seconds=1))
    assert Account.objects.get(pk=account.pk).has_usable_password()
    tidy(now=NOW + DAY)
    assert not Account.objects.get(pk=account.pk).has_usable_password()
    with pytest.raises(TooLateToRestore):
        restore_account(account=account, actor=head, now=NOW + DAY)


@pytest.mark.requirement("C10")
def test_a_parent_who_registered_anew_keeps_the_new_account(alder, head):
    account = alder.accounts["parent"]
    delete_account(account=account, actor=head, now=NOW)
    make.make_parent_account(account.contact, alder.students["ada"], "plind2")
    with pytest.raises(TakenMeanwhile):
        restore_account(account=account, actor=head, now=NOW)
    assert Account.objects.get(pk=account.pk).deleted_at == NOW
    assert not queued("account_restored")


@pytest.mark.requirement("C10", "A2")
def test_a_pupil_gets_another_login_at_once_which_ends_the_undo(alder, head):
    old = alder.accounts["ada"]
    delete_account(account=old, actor=head, now=NOW)
    (new,) = create_student_logins(students=[alder.students["ada"]], actor=head, now=NOW)
    assert new.username != old.username
    with pytest.raises(TakenMeanwhile):
        restore_account(account=old, actor=head, now=NOW)
    assert Account.objects.get(pk=old.pk).deleted_at == NOW


@pytest.mark.requirement("C10")
def test_a_pupils_login_comes_back_without_the_one_time_password(alder, head):
    make.make_one_time_password(alder.accounts["ada"], now=NOW)
    delete_account(account=alder.accounts["ada"], actor=head, now=NOW)
    restore_account(account=alder.accounts["ada"], actor=head, now=NOW)
    assert OneTimePassword.objects.get(account=alder.accounts["ada"]).sealed is None
