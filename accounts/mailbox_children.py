"""Whose children a proven mailbox shows: those of the contact records that have this address (C18).

A mailbox can be shared. So a child counts only when every record with this address reaches it: nobody
comes to see a child by reading somebody else's mail.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q
from django.db.models.query import QuerySet

from accounts.families import in_open_schools
from accounts.models import Account, AccountStudent
from accounts.registering import proving
from accounts.registering.record import is_settling
from roster.models import Contact, Student, StudentContact
from roster.models.student import StudentQuerySet
from schools import audit


def contacts_at(address: str) -> QuerySet[Contact]:
    return Contact.objects.filter(address=address).exclude(address="")


def children_at(address: str, *, now: datetime) -> StudentQuerySet:
    """Pupils of open schools whom every contact record with this address reaches without restriction."""
    records = list(contacts_at(address))
    settled = [record.pk for record in records if not is_settling(record, now=now)]
    reaching = StudentContact.objects.filter(contact__in=settled, restricted=False, ended_on=None)
    by_all = reaching.values("student").annotate(reached_by=Count("contact")).filter(reached_by=len(records))
    return in_open_schools(Student.objects.filter(pk__in=by_all.values("student"), left_on=None))


def link_by_mailbox(
    account: Account,
    students: Sequence[Student],
    *,
    now: datetime,
    code: str = "",
    contact_id: int | None = None,
) -> int:
    """Give the account these children, in the caller's transaction; how many were not on it before.

    What the school removed from somebody with this address stays removed: it comes back by the office only.
    code: the help number of the request that proved it. contact_id: whose mailbox did; None: the own one.
    """
    removed = AccountStudent.objects.filter(status=AccountStudent.Status.REMOVED).filter(
        Q(account=account) | _same_person(account, contact_id)
    )
    linked = AccountStudent.objects.linked().filter(account=account)
    taken = {*removed.values_list("student_id", flat=True), *linked.values_list("student_id", flat=True)}
    free = [student for student in students if student.pk not in taken]
    by = contact_id or _only_record_at(account.email)
    actor = audit.Actor(account.pk)
    proving.link_children(account, free, number=code, actor=actor, now=now, contact_id=by)
    return len(free)


def keep_who_proved(account: Account) -> None:
    """Before its address goes: links that no record proved alone are remembered by the first that has it."""
    by = contacts_at(account.email).order_by("pk").first()
    guardian = AccountStudent.Role.GUARDIAN
    AccountStudent.objects.filter(account=account, contact=None, role=guardian).update(contact=by)


def in_preparation(address: str) -> bool:
    """Whether there are records with this address, and none of their pupils is at an open school."""
    links = StudentContact.objects.filter(contact__in=contacts_at(address).values("pk"), ended_on=None)
    pupils = Student.objects.filter(pk__in=links.values("student"))
    return pupils.exists() and not in_open_schools(pupils).exists()


def _only_record_at(address: str) -> int | None:
    """Who reads this mailbox; None when that may be more than one."""
    records = contacts_at(address).values_list("pk", flat=True)[:2]
    return records[0] if len(records) == 1 else None


def _same_person(account: Account, contact_id: int | None) -> Q:
    """Links of whoever reads this mailbox: on other accounts, deleted ones too, or proven by their record."""
    email = Q(account__email=account.email) if account.email else Q(pk=None)
    records = {known for known in (account.contact_id, contact_id) if known}
    if contact_id is None:
        records |= set(contacts_at(account.email).values_list("pk", flat=True))
    return email | Q(account__contact__in=records) | Q(contact__in=records)
