"""Result pages: the logins somebody just issued, shown again to the same session for ten minutes (X14)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.issuing import Issue, IssuedLogin
from accounts.lives import PREPARED_DOWNLOAD
from accounts.models import LoginList
from accounts.one_time_passwords import format_one_time_password, read_one_time_password
from accounts.queries import ListedAccount, listed_accounts
from roster.models import SchoolClass
from schools.audit import Actor
from schools.text import grouped

_SERIAL_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Where the result is going to be shown; commands and jobs have none."""

    session_digest: str
    school_class: SchoolClass | None = None


@dataclass(frozen=True, slots=True)
class ListedLogin:
    """A line of the page. No password: it was used or ended meanwhile, and only its owner has one."""

    account_id: int
    student_id: int | None
    staff_id: int | None
    number: str
    given_name: str
    family_name: str
    username: str
    password: str | None
    expires_at: datetime | None
    is_new: bool  # issued with this very list; the others had a login already
    has_own: bool  # has chosen a password
    waits: bool  # an unused one-time password is out

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def password_shown(self) -> str:
        """As it is read out and typed; empty when there is none to show."""
        return format_one_time_password(self.password) if self.password else ""


def start_login_list(
    kind: LoginList.Kind, account_ids: Sequence[int], *, actor: Actor, now: datetime, page: ResultPage | None
) -> LoginList | None:
    """Remember which accounts the page shows, for the person and session that asked for it; None: no page."""
    if page is None or actor.account_id is None or not account_ids:
        return None
    return LoginList.objects.create(
        serial=_serial(),
        kind=kind,
        school_class=page.school_class,
        account_ids=list(account_ids),
        made_by_id=actor.account_id,
        session_digest=page.session_digest,
        created_at=now,
        expires_at=now + PREPARED_DOWNLOAD,
    )


def list_issued(
    kind: LoginList.Kind,
    logins: Sequence[IssuedLogin],
    issue: Issue,
    page: ResultPage | None,
    *,
    already: Sequence[int] = (),
) -> LoginList | None:
    """The logins just issued, and below them accounts that were asked for and needed nothing."""
    listed = [login.account_id for login in logins]
    account_ids = [*listed, *already] if listed else []
    return start_login_list(kind, account_ids, actor=issue.actor, now=issue.now, page=page)


def opened_login_list(login_list: LoginList, *, now: datetime) -> list[ListedLogin]:
    """The list's lines in name order, unused one-time passwords in clear: one statement.

    A list of created or reset logins opens those only; what else was out is for *Show access codes*, which
    is recorded. Looking again within the list's ten minutes is the same look. The caller has checked
    `LoginList.objects.open_to(...)`.
    """
    rows, made_at = listed_accounts(login_list.account_ids), login_list.created_at
    every = login_list.kind == LoginList.Kind.SHOWN
    return [
        _listed(row, row.readable(now) if every or row.issued_at == made_at else None, made_at, now)
        for row in rows
    ]


def _listed(row: ListedAccount, sealed: bytes | None, made_at: datetime, now: datetime) -> ListedLogin:
    return ListedLogin(
        account_id=row.account_id,
        student_id=row.student_id,
        staff_id=row.staff_id,
        number=row.number,
        given_name=row.given_name,
        family_name=row.family_name,
        username=row.username,
        password=read_one_time_password(sealed, account_id=row.account_id) or None,
        expires_at=row.expires_at,
        is_new=row.issued_at == made_at,
        has_own=not row.must_choose,
        waits=row.readable(now) is not None,
    )


def _serial() -> str:
    return grouped("".join(secrets.choice(_SERIAL_SIGNS) for _ in range(8)), 4)
