"""Give and take roles and extra capabilities (C12): nobody gives more than they have, nobody to themself.

Each change ends what the person has open: sessions at their next request, and a one-time password that
nobody used yet, which would now open more, or less, than it was handed out for (SECURITY 26).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from accounts.ending import end_access
from accounts.models import Account
from accounts.staff_access import barrier, covers, extras_to_give
from schools import audit
from schools.audit import Actor, Verb
from schools.capabilities import Role
from schools.models import School, StaffAssignment, StaffMember
from schools.scope import Scope


class OutOfReach(Exception):
    """The reader's own rights, those of somebody who can do more, or more than the reader has."""


class FromRoster(Exception):
    """The roster gave this role, and would give it again tonight."""


@dataclass(frozen=True)
class Admin:
    """Who changes: their account, what they may do, and as whom the audit knows them."""

    account: Account
    scope: Scope
    actor: Actor


def give_role(*, staff: StaffMember, role: Role, school: School | None, admin: Admin, now: datetime) -> bool:
    """False when they have it already. Raises OutOfReach."""
    with transaction.atomic():
        _lock(staff, admin)
        given = StaffAssignment.objects.filter(staff=staff, school=school, role=role).first()
        if given and given.ended_on is None:
            return False
        given = given or StaffAssignment(staff=staff, school=school, role=role)
        given.ended_on, given.from_roster, given.extra_capabilities = None, False, []
        if not covers(admin.scope, given):
            raise OutOfReach(role)
        given.save()
        _end_and_record(given, admin, now, before=None, after=_facts(given))
    return True


def end_role(*, assignment: StaffAssignment, admin: Admin, now: datetime) -> None:
    """From the next request on. Raises OutOfReach or FromRoster."""
    with transaction.atomic():
        _lock(assignment.staff, admin)
        if is_from_roster(assignment):
            raise FromRoster(assignment.role)
        ending = StaffAssignment.objects.current().filter(pk=assignment.pk)
        if ending.update(ended_on=timezone.localtime(now).date()):
            _end_and_record(assignment, admin, now, before=_facts(assignment), after=None)


def set_extras(*, assignment: StaffAssignment, extras: Collection[str], admin: Admin, now: datetime) -> bool:
    """Of those that the admin may give or take, exactly `extras` from now on; the others stay as they are.

    False when nothing changed. Raises OutOfReach.
    """
    with transaction.atomic():
        _lock(assignment.staff, admin)
        held = StaffAssignment.objects.current().select_related("district").filter(pk=assignment.pk).first()
        if held is None:
            return False
        offered = extras_to_give(admin.scope, held)
        if not set(extras) <= set(offered):
            raise OutOfReach(extras)
        before, kept = _facts(held), set(held.extra_capabilities) - set(offered)
        held.extra_capabilities = sorted(kept | set(extras))
        if before == _facts(held):
            return False
        held.save(update_fields=["extra_capabilities"])
        _end_and_record(held, admin, now, before=before, after=_facts(held))
    return True


def is_from_roster(assignment: StaffAssignment) -> bool:
    """Teachers' roles come with the roster and go with it; all others are given here."""
    return assignment.from_roster and assignment.role == Role.TEACHER


def _lock(staff: StaffMember, admin: Admin) -> None:
    """One change of a person at a time; compared with what holds now, not with what a page showed."""
    StaffMember.objects.select_for_update(no_key=True).get(pk=staff.pk)
    current = StaffAssignment.objects.current().select_related("district")
    staff = StaffMember.objects.prefetch_related(Prefetch("assignments", current)).get(pk=staff.pk)
    if barrier(staff, admin.account, admin.scope):
        raise OutOfReach(staff.pk)


def _facts(assignment: StaffAssignment) -> dict[str, Any]:
    return {"role": assignment.role, "extra": sorted(assignment.extra_capabilities)}


def _end_and_record(
    assignment: StaffAssignment, admin: Admin, now: datetime, *, before: Any, after: Any
) -> None:
    accounts = Account.objects.filter(staff=assignment.staff_id)
    end_access(list(accounts.values_list("pk", flat=True)), now=now)
    audit.record(
        actor=admin.actor,
        verb=Verb.ROLES_CHANGED,
        at=now,
        object_kind="staff",
        object_id=assignment.staff_id,
        school_id=assignment.school_id,
        details={"before": before, "after": after},
    )
