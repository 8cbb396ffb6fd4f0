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


def link_children(account: Account, students: Sequence[Student], *, now: datetime, code: str = "") -> int:
    """Give the account these children, in the caller's transaction; how many were not on it before.

    What the school removed from somebody with this address stays removed: it comes back by the office only.
    code: the help number of the request that proved it.
    """
    removed = AccountStudent.objects.filter(status=AccountStudent.Status.REMOVED).filter(
        Q(account=account) | _same_person(account)
    )
    linked = AccountStudent.objects.linked().filter(account=account)
    taken = {*removed.values_list("student_id", flat=True), *linked.values_list("student_id", flat=True)}
    free = [student for student in students if student.pk not in taken]
    proving.link_children(account, free, number=code, actor=audit.Actor(account.pk), now=now)
    return len(free)


def in_preparation(address: str) -> bool:
    """Whether there are records with this address, and none of their pupils is at an open school."""
    links = StudentContact.objects.filter(contact__in=contacts_at(address).values("pk"), ended_on=None)
    pupils = Student.objects.filter(pk__in=links.values("student"))
    return pupils.exists() and not in_open_schools(pupils).exists()


def _same_person(account: Account) -> Q:
    """Other accounts of whoever reads this mailbox, deleted ones too."""
    email = Q(account__email=account.email) if account.email else Q(pk=None)
    return email | (Q(account__contact=account.contact_id) if account.contact_id else Q(pk=None))
