"""Pupils as staff see them: the person, the state of the login, where they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from accounts.login_states import LoginState, State, login_states
from accounts.models import AccountStudent
from accounts.usernames import clean_typed
from accounts.wording import Chip, chip_of
from roster.models import Student
from roster.queries import names_or_number
from schools.text import LAST_SIGN


@dataclass(frozen=True, slots=True)
class Pupil:
    student: Student
    login: LoginState

    @property
    def pk(self) -> int:
        return self.student.pk

    @property
    def name(self) -> str:
        return str(self.student)

    @property
    def sub(self) -> str:
        """The line under the name: what they are called, and the number that tells twins apart."""
        called = self.student.preferred_given_name
        parts = [_("called %(name)s") % {"name": called} if called else "", self.student.number]
        return " · ".join(part for part in parts if part)

    @property
    def chip(self) -> Chip:
        return chip_of(self.login)

    @property
    def has_login(self) -> bool:
        return self.login.state != State.NONE

    @property
    def tick_state(self) -> str:
        """Which buttons over the list count this row when it is ticked."""
        if not self.has_login:
            return "none"
        return "login printable" if self.can_be_printed else "login"

    @property
    def has_own_password(self) -> bool:
        return self.login.state == State.OWN

    @property
    def can_be_printed(self) -> bool:
        return self.login.state == State.READY


def with_logins(students: Iterable[Student], *, now: datetime) -> list[Pupil]:
    """Each student with the state of the own login: one statement for any number."""
    students = list(students)
    states = login_states([student.pk for student in students], now=now)
    return [Pupil(student, states[student.pk]) for student in students]


def matching(students: models.QuerySet[Student], typed: str) -> models.QuerySet[Student]:
    """Of `students` those whose names, number or username fit what was typed (A8).

    The username as a range: LIKE uses no index behind row-level security, and this search is on every page.
    """
    name = clean_typed(typed)
    named_so = AccountStudent.objects.linked().filter(
        role=AccountStudent.Role.SELF,
        account__deleted_at=None,
        account__username__gte=name,
        account__username__lt=f"{name}{LAST_SIGN}",
    )
    return students.filter(names_or_number(typed) | models.Q(pk__in=named_so.values("student_id")))


def linked_accounts(student: Student) -> list[AccountStudent]:
    """The accounts of a pupil and of their parents, the own login first (C15)."""
    links = AccountStudent.objects.linked().filter(student=student, account__deleted_at=None)
    return list(links.select_related("account__contact", "account__staff").order_by("-role", "pk"))
