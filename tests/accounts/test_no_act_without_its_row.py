"""What cannot be written down is not done: no child off, no account deleted or opened, no mail (SECURITY 30)."""

import pytest
from django.db import DatabaseError
from django.utils import timezone

from accounts.build_scope import scope_of
from accounts.models import Account, AccountStudent, Emulation, MailedLink, OutboxMail
from accounts.usecases.change_account import change_account
from accounts.usecases.delete_account import delete_account, restore_account
from accounts.usecases.emulate import end_emulation, start_emulation
from accounts.usecases.resend_verification import resend_verification
from accounts.usecases.unlink_child import relink_child, unlink_child
from schools.audit import Actor
from schools.tenancy import use_district
from tests.factories import PASSWORD, take_off

NOW = timezone.now()


def unlinks(alder, **who):
    unlink_child(student=alder.students["ada"], **who)


def relinks(alder, **who):
    relink_child(student=alder.students["ada"], **who)


def deletes(alder, **who):
    delete_account(**who)


def restores(alder, **who):
    restore_account(**who)


def changes(alder, **who):
    change_account(expires_at=NOW, is_test=True, **who)


def resends(alder, **who):
    resend_verification(**who)


def looks(alder, *, account, actor, now):
    head = alder.accounts["head"]
    start_emulation(
        account=account, looker=head, actor=actor, scope=scope_of(head, today=timezone.localdate()),
        password=PASSWORD, reason="ticket 7", session_digest="d" * 64, now=now,
    )  # fmt: skip


def returns(alder, **who):
    end_emulation(emulation=Emulation.objects.get(), now=NOW)


BEFORE = {relinks: "removed", restores: "deleted", resends: "pending", returns: "looked at"}


def prepared(account: Account, state: str) -> None:
    if state == "removed":
        take_off(AccountStudent.objects.filter(account=account), now=NOW)
    if state == "deleted":
        Account.objects.filter(pk=account.pk).update(deleted_at=NOW)
    if state == "pending":
        Account.objects.filter(pk=account.pk).update(status="pending")
    if state == "looked at":
        Emulation.objects.create(
            account=account, epoch=0, actor_id=1, session_digest="d" * 64, reason="x", started_at=NOW,
            expires_at=NOW,
        )  # fmt: skip


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in
            (Account, AccountStudent, Emulation, MailedLink, OutboxMail)]  # fmt: skip


@pytest.mark.parametrize(
    "act",
    [unlinks, relinks, deletes, restores, changes, resends, looks, returns],
    ids=lambda act: act.__name__,
)
def test_without_its_audit_row_nothing_is_done(audit_refused, act):
    alder = audit_refused.alder
    with use_district(alder.district.pk):
        account = alder.accounts["parent"]
        prepared(account, BEFORE.get(act, ""))
        before = everything()
        with pytest.raises(DatabaseError, match="no audit row today"):
            act(alder, account=account, actor=Actor(alder.accounts["head"].pk), now=NOW)
        assert everything() == before
