"""Delete a portal account, and take that back within a day (C10).

A deleted account keeps its row: its name stays reserved, its trail readable. Its address is free at once.
"""

from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from accounts.ending import end_access
from accounts.lives import UNDO
from accounts.mail import messages
from accounts.models import Account, AccountStudent
from roster.models import Contact
from schools import audit
from schools.audit import Actor, Verb

LINKED, REMOVED = AccountStudent.Status.LINKED, AccountStudent.Status.REMOVED


class AlreadyDeleted(Exception):
    """Somebody was faster."""


class TooLateToRestore(Exception):
    """The day for taking it back is over, or somebody has done so already."""


class TakenMeanwhile(Exception):
    """The person has registered anew, or the pupil got a new login: that ended the undo."""


def delete_account(*, account: Account, actor: Actor, now: datetime) -> None:
    """Access ends and the mail goes at once. account: a parent's or pupil's, checked against the scope.

    Raises AlreadyDeleted.
    """
    with transaction.atomic():
        if not Account.objects.not_deleted().filter(pk=account.pk).update(deleted_at=now):
            raise AlreadyDeleted
        # A pupil can be given a new login at once.
        _own_login(account).exclude(status=REMOVED).update(
            status_before=F("status"), status=REMOVED, removed_at=now
        )
        end_access([account.pk], now=now)
        _record(account, Verb.ACCOUNT_DELETED, actor, now)
        messages.account_deleted(account=account, now=now)


def restore_account(*, account: Account, actor: Actor, now: datetime) -> None:
    """The account is back as it was, signed out. Raises TooLateToRestore or TakenMeanwhile."""
    try:
        with transaction.atomic():
            # As whoever registers locks it: of the two, one sees the other.
            Contact.objects.select_for_update(of=("self",), no_key=True).filter(
                pk=account.contact_id or 0
            ).first()
            deleted = Account.objects.filter(pk=account.pk, deleted_at__gt=now - UNDO)
            if not deleted.update(deleted_at=None):
                raise TooLateToRestore
            _own_login(account).filter(status=REMOVED).update(
                status=F("status_before"), status_before="", removed_at=None
            )
            if _registered_anew(account):
                raise TakenMeanwhile
            _record(account, Verb.ACCOUNT_RESTORED, actor, now)
            messages.account_restored(account=account, now=now)
    except IntegrityError as taken:  # the name, the address or the pupil has another account by now
        raise TakenMeanwhile from taken


def make_final(*, now: datetime) -> int:
    """Destroy the passwords of accounts that can be restored no more; how many those were."""
    unusable = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    final = Account.objects.filter(~unusable, deleted_at__lte=now - UNDO)
    return final.update(password=UNUSABLE_PASSWORD_PREFIX)


def _own_login(account: Account):
    return AccountStudent.objects.filter(account=account, role=AccountStudent.Role.SELF)


def _registered_anew(account: Account) -> bool:
    others = Account.objects.not_deleted().exclude(pk=account.pk)
    return account.contact_id is not None and others.filter(contact=account.contact_id).exists()


def _record(account: Account, verb: Verb, actor: Actor, now: datetime) -> None:
    audit.record(actor=actor, verb=verb, at=now, object_kind="account", object_id=account.pk)
