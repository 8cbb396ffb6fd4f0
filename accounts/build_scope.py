"""An account -> its Scope: what it may do, and how far that reaches today (A7)."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from accounts.models import Account, AccountStudent, AccountType
from roster.models import ClassTeacher
from schools.capabilities import GRANTS, Capability, Role
from schools.models import StaffAssignment
from schools.scope import NOTHING, Reach, Scope


def scope_of(account: Account, *, today: date) -> Scope:
    """Read the account's assignments (staff) or links (pupil, parent): one statement."""
    if account.type == AccountType.STAFF:
        return _staff_scope(account, today)
    return _family_scope(account, today)


def _staff_scope(account: Account, today: date) -> Scope:
    own_classes = ClassTeacher.objects.filter(
        staff_id=OuterRef("staff_id"), school_class__school_id=OuterRef("school_id")
    ).current()
    assignments = (
        StaffAssignment.objects.current()
        .select_related("district")
        .filter(Q(staff__ended_on=None) | Q(staff__ended_on__gt=today), staff=account.staff_id)
        .annotate(class_ids=ArraySubquery(own_classes.values("school_class_id")))
    )
    reaches: dict[Capability, Reach] = {}
    for assignment in assignments:
        for capability in assignment.capabilities:
            reaches[capability] = reaches.get(capability, NOTHING) | _reach(assignment, capability)
    return Scope(reaches)


def _reach(assignment: Any, capability: Capability) -> Reach:
    """assignment: a StaffAssignment with its `class_ids`. Extra ones are given for the whole school."""
    if assignment.role == Role.TEACHER and capability in GRANTS[Role.TEACHER]:
        return Reach(class_ids=frozenset(assignment.class_ids))
    if assignment.school_id is None:
        return Reach(everything=True)
    return Reach(school_ids=frozenset({assignment.school_id}))


def _family_scope(account: Account, today: date) -> Scope:
    shown = AccountStudent.objects.showing(today=today).filter(account=account)
    student_ids = frozenset(shown.values_list("student_id", flat=True))
    return Scope({Capability.VIEW_OWN: Reach(student_ids=student_ids)})
