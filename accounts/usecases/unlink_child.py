"""Take a child off a parent's account, and put it back within a day (C9).

What staff took off comes back only through the office: registering again does not bring it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.lives import UNDO
from accounts.mail import messages
from accounts.models import Account, AccountStudent
from roster.models import Student
from schools import audit
from schools.audit import Actor, Verb

LINKED, REMOVED = AccountStudent.Status.LINKED, AccountStudent.Status.REMOVED


class NothingToUnlink(Exception):
    """The child is not on this account (any more)."""


class TooLateToRelink(Exception):
    """The day for taking it back is over, or somebody has done so already."""


def unlink_child(*, account: Account, student: Student, actor: Actor, now: datetime) -> None:
    """The child disappears from the account, at all schools at once; the owner is told by mail.

    account, student: checked against the actor's scope. Raises NothingToUnlink.
    """
    with _held(account):
        link = _links(account, student).exclude(status=REMOVED)
        if not link.update(status_before=F("status"), status=REMOVED, removed_at=now):
            raise NothingToUnlink
        _after(account, student, Verb.CHILD_UNLINKED, actor, now)
        messages.child_removed(account=account, student_name=str(student), now=now)


def relink_child(*, account: Account, student: Student, actor: Actor, now: datetime) -> None:
    """As it was before; an owner who sees the child again is told so. Raises TooLateToRelink."""
    with _held(account):
        link = _links(account, student).filter(status=REMOVED, removed_at__gt=now - UNDO)
        if not link.update(status=F("status_before"), status_before="", removed_at=None):
            raise TooLateToRelink
        _after(account, student, Verb.CHILD_RELINKED, actor, now)
        shown = AccountStudent.objects.showing(today=timezone.localdate(now))
        if shown.filter(account=account, student=student, account__deleted_at=None).exists():
            messages.child_restored(account=account, student_name=str(student), now=now)


@contextmanager
def _held(account: Account) -> Iterator[None]:
    """The account first, then its links, as a reset and a proof lock them: each waits, none for ever."""
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        yield


def _links(account: Account, student: Student):
    return AccountStudent.objects.filter(account=account, student=student, role=AccountStudent.Role.GUARDIAN)


def _after(account: Account, student: Student, verb: Verb, actor: Actor, now: datetime) -> None:
    """Whom the account shows first, what it may open, who did it."""
    first = AccountStudent.objects.filter(account=account, status=LINKED).order_by("created_at", "pk").first()
    Account.objects.filter(pk=account.pk).update(
        primary_student=first.student_id if first else None, session_epoch=F("session_epoch") + 1
    )
    audit.record(
        actor=actor,
        verb=verb,
        at=now,
        object_kind="account",
        object_id=account.pk,
        details={"student": student.pk},
    )
