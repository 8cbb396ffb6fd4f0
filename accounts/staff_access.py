"""Whose login may an admin make or reset? Nobody's who can do, anywhere, more than the admin can.

Who resets a login holds its one-time password, and with it everything that the person may do. So a
school admin never gets hold of a district admin, nor of a teacher who also works in another school.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Prefetch, QuerySet

from accounts.login_states import LoginState, State, staff_login_states
from accounts.models import Account
from accounts.wording import Chip, chip_of
from schools.capabilities import DISTRICT_WIDE, GRANTS, Capability
from schools.models import StaffAssignment, StaffMember
from schools.scope import Scope


class Barrier(StrEnum):
    """Why one may not."""

    ONESELF = "oneself"
    BEYOND = "beyond"  # works or decides where the reader does not


@dataclass(frozen=True, slots=True)
class Colleague:
    """A staff member as the staff list shows them to one reader."""

    staff: StaffMember
    login: LoginState
    barrier: Barrier | None

    @property
    def pk(self) -> int:
        return self.staff.pk

    @property
    def name(self) -> str:
        return str(self.staff)

    @property
    def chip(self) -> Chip:
        return chip_of(self.login)

    @property
    def has_login(self) -> bool:
        return self.login.state != State.NONE

    @property
    def has_own_password(self) -> bool:
        return self.login.state == State.OWN


def staff_within(scope: Scope, capability: Capability, *, today: date) -> QuerySet[StaffMember]:
    """Who works today where `capability` reaches, each with the assignments that hold."""
    current = (
        StaffAssignment.objects.current().select_related("school", "district").order_by("school__name", "pk")
    )
    staff = StaffMember.objects.visible_to(scope, capability).working_on(today)
    return staff.prefetch_related(Prefetch("assignments", current))


def colleagues(
    staff: Iterable[StaffMember], *, reader: Account, scope: Scope, now: datetime
) -> list[Colleague]:
    """For staff from `staff_within`: one statement more for any number."""
    staff = list(staff)
    states = staff_login_states([member.pk for member in staff], now=now)
    return [Colleague(member, states[member.pk], barrier(member, reader, scope)) for member in staff]


def barrier(member: StaffMember, reader: Account, scope: Scope) -> Barrier | None:
    """What stands between the reader and this person's login; None: nothing."""
    if member.pk == reader.staff_id:
        return Barrier.ONESELF
    within = all(covers(scope, assignment) for assignment in member.assignments.all())
    return None if within else Barrier.BEYOND


def covers(scope: Scope, assignment: StaffAssignment) -> bool:
    """Whether one holds all that this role gives, and where it gives it."""
    return all(
        scope.reach(capability).covers(school_id=assignment.school_id)
        for capability in assignment.capabilities | {Capability.MANAGE_STAFF}
    )


def extras_to_give(scope: Scope, assignment: StaffAssignment) -> list[Capability]:
    """Which extra capabilities the reader may give or take with this role: those held there themselves."""
    implied = set() if assignment.district.deleting_is_separate else {Capability.DELETE_ACCOUNTS}
    elsewhere = set() if assignment.school_id is None else DISTRICT_WIDE
    left_out = GRANTS[assignment.role] | {Capability.VIEW_OWN} | implied | elsewhere
    return [
        capability
        for capability in Capability
        if capability not in left_out and scope.reach(capability).covers(school_id=assignment.school_id)
    ]
