"""Lists of logins that somebody looks at again: shown, opened, downloaded (D1, D4, X14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.login_lists import ListedLogin, ResultPage, opened_login_list, start_login_list
from accounts.models import AccountStudent, LoginList
from accounts.queries import own_accounts
from roster.models import Student, StudentSchool
from schools import audit
from schools.audit import Actor, Verb
from schools.capabilities import Capability
from schools.models import StaffMember
from schools.scope import Scope


class ListClosed(Exception):
    """No such list, another person's or session's, or its ten minutes are over."""


@dataclass(frozen=True)
class OpenList:
    """A list with its lines in name order: the logins issued with it, and the others."""

    login_list: LoginList
    logins: list[ListedLogin]

    @property
    def new(self) -> list[ListedLogin]:
        """All that a shown list can still print; of a created or reset one, what that act issued."""
        return [login for login in self.logins if self._is_new(login)]

    @property
    def others(self) -> list[ListedLogin]:
        return [login for login in self.logins if not self._is_new(login)]

    def _is_new(self, login: ListedLogin) -> bool:
        shown = self.login_list.kind == LoginList.Kind.SHOWN
        return login.password is not None if shown else login.is_new


def show_logins(
    *, students: Sequence[Student], actor: Actor, now: datetime, page: ResultPage
) -> LoginList | None:
    """A list of what `students` (within the actor's scope) have now; None when none has a login.

    "The existing password" of D1 and D4: one-time passwords that nobody used yet. The look is recorded.
    """
    owned = own_accounts([student.pk for student in students])
    account_ids = [own.account_id for own in owned if own.account_id is not None]
    with transaction.atomic():
        login_list = start_login_list(LoginList.Kind.SHOWN, account_ids, actor=actor, now=now, page=page)
        if login_list:
            _record(Verb.LOGINS_SHOWN, login_list, actor, now)
    return login_list


def open_list(*, serial: str, actor: Actor, session_digest: str, scope: Scope, now: datetime) -> OpenList:
    """The list for who made it, in the same session, within ten minutes, as far as the scope reaches today.

    Raises ListClosed.
    """
    mine = LoginList.objects.open_to(account_id=actor.account_id, session_digest=session_digest, now=now)
    login_list = mine.filter(serial=serial).select_related("school_class__school").first()
    if login_list is None:
        raise ListClosed(serial)
    lines = opened_login_list(login_list, now=now)
    return OpenList(login_list, _within(scope, lines))


def _within(scope: Scope, lines: list[ListedLogin]) -> list[ListedLogin]:
    """Whom the scope still reaches: a class may have been taken from its teacher since the list was made."""
    students = Student.objects.visible_to(scope, Capability.SHOW_LOGINS)
    pupils = set(students.filter(pk__in=[line.student_id for line in lines]).values_list("pk", flat=True))
    members = StaffMember.objects.visible_to(scope, Capability.MANAGE_STAFF)
    staff = set(members.filter(pk__in=[line.staff_id for line in lines]).values_list("pk", flat=True))
    return [line for line in lines if line.student_id in pupils or line.staff_id in staff]


def record_download(*, login_list: LoginList, actor: Actor, now: datetime) -> None:
    """Each fetch of the file leaves a row; who fetched which list when is the whole of it."""
    _record(Verb.LOGINS_DOWNLOADED, login_list, actor, now)


def _record(verb: Verb, login_list: LoginList, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        at=now,
        object_kind="login_list",
        object_id=login_list.pk,
        school_id=_school_of(login_list),
        count=len(login_list.account_ids),
    )


def _school_of(login_list: LoginList) -> int | None:
    """Whose admin is to read of it: the school of the class, or the one that all of a list's pupils share."""
    if login_list.school_class:
        return login_list.school_class.school_id
    own = AccountStudent.objects.linked().filter(account__in=login_list.account_ids, role="self")
    schools = StudentSchool.objects.filter(student__in=own.values("student_id"), ended_on=None)
    found = list(schools.values_list("school_id", flat=True).distinct()[:2])
    return found[0] if len(found) == 1 else None
