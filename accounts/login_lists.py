"""Result pages: the logins somebody just issued, shown again to the same session for ten minutes (X14)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.issuing import Issue, IssuedLogin
from accounts.lives import PREPARED_DOWNLOAD
from accounts.models import LoginList
from accounts.one_time_passwords import open_one_time_password
from accounts.queries import ListedAccount, listed_accounts
from roster.models import SchoolClass

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
    number: str
    given_name: str
    family_name: str
    username: str
    password: str | None
    expires_at: datetime | None


def start_login_list(
    kind: LoginList.Kind, logins: Sequence[IssuedLogin], issue: Issue, page: ResultPage | None
) -> LoginList | None:
    """Remember which accounts the page shows, for the person and session that issued them; None: no page."""
    if page is None or issue.actor.account_id is None or not logins:
        return None
    return LoginList.objects.create(
        serial=_serial(),
        kind=kind,
        school_class=page.school_class,
        account_ids=[login.account_id for login in logins],
        made_by_id=issue.actor.account_id,
        session_digest=page.session_digest,
        created_at=issue.now,
        expires_at=issue.now + PREPARED_DOWNLOAD,
    )


def opened_login_list(login_list: LoginList, *, now: datetime) -> list[ListedLogin]:
    """The list's lines in name order, unused one-time passwords in clear: one statement.

    Whoever calls it has checked `LoginList.objects.open_to(...)` and records a look that is not the first.
    """
    return [_listed(row, row.readable(now)) for row in listed_accounts(login_list.account_ids)]


def _listed(row: ListedAccount, sealed: bytes | None) -> ListedLogin:
    return ListedLogin(
        account_id=row.account_id,
        student_id=row.student_id,
        number=row.number,
        given_name=row.given_name,
        family_name=row.family_name,
        username=row.username,
        password=open_one_time_password(sealed, account_id=row.account_id) if sealed else None,
        expires_at=row.expires_at,
    )


def _serial() -> str:
    signs = "".join(secrets.choice(_SERIAL_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"
