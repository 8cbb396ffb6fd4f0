"""Whose children a proven mailbox shows: those of the contact records that have this address (C18).

A mailbox can be shared. So a child counts only when every record with this address reaches it: nobody
comes to see a child by reading somebody else's mail.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.db.models.query import QuerySet

from accounts.families import in_open_schools
from accounts.models import Account, AccountStudent
from roster.models import Contact, Student, StudentContact
from roster.models.student import StudentQuerySet

# An address that an import has just replaced waits for the office or for time to pass (SECURITY 21).
NEW_ADDRESS = timedelta(days=7)


def contacts_at(address: str) -> QuerySet[Contact]:
    return Contact.objects.filter(address=address).exclude(address="")


def children_at(address: str, *, now: datetime) -> StudentQuerySet:
    """Pupils of open schools whom every contact record with this address reaches without restriction."""
    records = contacts_at(address).filter(
        Q(email_changed_at=None) | Q(email_changed_at__lte=now - NEW_ADDRESS) | ~Q(corrected_email="")
    )
    reaching = StudentContact.objects.filter(
        contact__in=records.values("pk"), restricted=False, ended_on=None
    )
    by_all = reaching.values("student").annotate(records=Count("contact"))
    shared = by_all.filter(records=contacts_at(address).count())
    return in_open_schools(Student.objects.filter(pk__in=shared.values("student"), left_on=None))


def link_children(
    account: Account, students: Sequence[Student], *, now: datetime, code: str = ""
) -> list[Student]:
    """Give the account these children, in the caller's transaction; those that were not on it before.

    What the school removed from somebody with this address stays removed: it comes back by the office only.
    code: the help number of the request that proved it.
    """
    removed = AccountStudent.objects.filter(status=AccountStudent.Status.REMOVED).filter(
        Q(account=account) | _same_person(account)
    )
    barred = set(removed.values_list("student_id", flat=True))
    free = [student for student in students if student.pk not in barred]
    added = [student for student in free if _link(account, student, now, code)]
    if added and account.primary_student_id is None:
        account.primary_student = added[0]
        account.save(update_fields=["primary_student"])
    return added


def in_preparation(address: str) -> bool:
    """Whether there are records with this address, and none of their pupils is at an open school."""
    links = StudentContact.objects.filter(contact__in=contacts_at(address).values("pk"), ended_on=None)
    pupils = Student.objects.filter(pk__in=links.values("student"))
    return pupils.exists() and not in_open_schools(pupils).exists()


def _same_person(account: Account) -> Q:
    """Other accounts of whoever reads this mailbox, deleted ones too."""
    email = Q(account__email=account.email) if account.email else Q(pk=None)
    return email | (Q(account__contact=account.contact_id) if account.contact_id else Q(pk=None))


def _link(account: Account, student: Student, now: datetime, code: str) -> bool:
    """Whether the child was not linked before; one that was to be proven again is proven now."""
    link, made = AccountStudent.objects.get_or_create(
        account=account,
        student=student,
        defaults={"role": AccountStudent.Role.GUARDIAN, "code": code, "created_at": now},
    )
    if link.status == AccountStudent.Status.UNPROVEN:
        return bool(
            AccountStudent.objects.filter(pk=link.pk, status=AccountStudent.Status.UNPROVEN).update(
                status=AccountStudent.Status.LINKED, code=code
            )
        )
    return made
