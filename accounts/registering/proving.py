"""Who enters the mailed password has the mailbox: the account counts, the child of that request is theirs.

The other children of the same contact record are offered afterwards, in that session only.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import ledger
from accounts.families import children_open_to
from accounts.models import Account, AccountStudent, AccountType, OneTimePassword, PublicRequest
from accounts.registering.record import removed_from
from roster.models import Contact, Student
from roster.models.student import StudentQuerySet
from schools import audit

Status = AccountStudent.Status


def mailbox_proven(account: Account, entered: OneTimePassword, *, now: datetime) -> bool:
    """A one-time password was entered. False when it was none that a registration had mailed.

    What changed at the school since the mail counts: who may not have access any more gets no child.
    """
    request = _request_of(account)
    if request is None or request.answered_at is None or request.answered_at < entered.issued_at:
        return False
    with transaction.atomic():
        # A reset locks the account first, too: one that came in between has ended the password.
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        live = OneTimePassword.objects.filter(pk=entered.pk, issued_at=entered.issued_at, ended_at=None)
        if not live.exists():
            return False
        asked = account.students.filter(code=request.number, status=Status.UNPROVEN)
        _confirm(account, now)
        children = _may_have(account).filter(pk__in=asked.values("student_id"))
        actor = audit.Actor(account.pk)
        link_children(account, children, number=request.number, actor=actor, now=now)
    return True


def siblings_of(account: Account) -> list[Student]:
    """The children of the same contact record that are not linked yet and may be."""
    linked = account.students.filter(status=Status.LINKED)
    return list(_may_have(account).exclude(pk__in=linked.values("student_id")))


def help_number_of(account: Account) -> str:
    """The help number of the request by which this account came in."""
    request = _request_of(account)
    return request.number if request else ""


def link_children(
    account: Account,
    students: Iterable[Student],
    *,
    number: str,
    actor: audit.Actor,
    now: datetime,
    contact_id: int | None = None,
) -> None:
    """In the caller's transaction, each with its audit row. The first one ever is shown first (C16).

    contact_id: whose mailbox proved them; None: that of the account's own record.
    """
    by = contact_id or account.contact_id
    for student in students:
        recognise(account, by)
        if account.primary_student_id is None:
            account.primary_student = student
            account.save(update_fields=["primary_student"])
        AccountStudent.objects.put(
            account, student, status=Status.LINKED, code=number, contact_id=by, now=now
        )
        audit.record(
            actor=actor,
            verb=audit.Verb.CHILD_LINKED,
            at=now,
            object_kind="student",
            object_id=student.pk,
            details={"account": account.pk},
        )


def recognise(account: Account, contact_id: int | None) -> None:
    """A parent's account without a record gets the one whose mailbox it proved, to be found by.

    Unless another account has it: a record has one. Whoever waits to be verified in this account's own
    mailbox does not count, as its reader has come in by this one.
    """
    if contact_id is None or account.contact_id is not None or account.type != AccountType.PARENT:
        return
    Contact.objects.select_for_update(of=("self",), no_key=True).get(pk=contact_id)
    theirs = Account.objects.not_deleted().filter(contact=contact_id)
    if not theirs.exclude(status=Account.Status.PENDING, email=account.email).exists():
        account.contact_id = contact_id
        account.save(update_fields=["contact"])


def _request_of(account: Account) -> PublicRequest | None:
    if account.type != AccountType.PARENT or account.contact_id is None:
        return None
    mailed = PublicRequest.objects.filter(
        account=account, kind=PublicRequest.Kind.FACTS, outcome=PublicRequest.Outcome.MAILED
    )
    return mailed.order_by("-answered_at", "-pk").first()


def _may_have(account: Account) -> StudentQuerySet:
    """The children of the account's own contact record, without those that the school took off it."""
    contact_id = account.contact_id or 0
    removed = removed_from(contact_id).values("student_id")
    return children_open_to(contact_id).filter(left_on=None).exclude(pk__in=removed)


def _confirm(account: Account, now: datetime) -> None:
    """Of two who share a mailbox and sign in by it, whoever comes second signs in by a username."""
    if account.status == Account.Status.CONFIRMED:
        return
    if account.email and Account.objects.signing_in_by(account.email).exists():
        account.email = ""
        if not account.username and account.contact:
            account.username = ledger.take_made(account.contact, account_id=account.pk, now=now)
    account.status = Account.Status.CONFIRMED
    account.save(update_fields=["status", "email", "username"])
    audit.record_own(account.pk, audit.Verb.EMAIL_VERIFIED, at=now)
