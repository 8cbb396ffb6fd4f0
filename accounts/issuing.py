"""What creating and resetting logins share: fresh one-time passwords, sealed, one statement for all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import LoginList
from accounts.one_time_passwords import one_time_passwords, seal_one_time_password
from accounts.staging import staged
from schools.audit import Actor, Verb
from schools.tenancy import current_district_id

_COLUMNS = "account_id bigint, person_id bigint, school_id bigint, username text, email text, sealed bytea"
# The end of every statement that issues one-time passwords, after a CTE `served` of staged rows.
AUDIT_SQL = """
    INSERT INTO schools_auditevent
        (district_id, at, verb, actor_id, emulated_id, object_kind, object_id, school_id, details)
    SELECT %(district)s, %(now)s, %(verb)s, %(actor)s, %(emulated)s, 'account', account_id, school_id, '{}'
    FROM served
"""
ISSUE_SQL = """
    INSERT INTO accounts_onetimepassword
        (district_id, account_id, sealed, issued_at, expires_at, entry_limit, entries, first_browser)
    SELECT %(district)s, account_id, sealed, %(now)s, %(until)s, %(entries)s, 0, '' FROM served
"""


class Login(NamedTuple):
    """Whose login, before it has a new one-time password."""

    account_id: int
    person_id: int  # the pupil's or the staff member's
    username: str
    school_id: int | None = None
    email: str = ""


class IssuedLogin(NamedTuple):
    """A login with its one-time password in clear: to be handed out, never to be kept."""

    account_id: int
    person_id: int
    username: str
    password: str


@dataclass(frozen=True)
class IssuedLogins:
    """What a use case issued, and for whom it had nothing to do."""

    logins: Sequence[IssuedLogin]
    skipped: Sequence[int]  # person ids
    login_list: LoginList | None = None  # what the result page shows

    def __iter__(self) -> Iterator[IssuedLogin]:
        return iter(self.logins)

    def __len__(self) -> int:
        return len(self.logins)


@dataclass(frozen=True)
class Issue:
    """The facts that all rows of one use case share."""

    actor: Actor
    verb: Verb
    now: datetime
    life: timedelta
    entries: int

    def parameters(self) -> dict[str, Any]:
        return {
            "district": current_district_id(),
            "actor": self.actor.account_id,
            "emulated": self.actor.emulated_id,
            "verb": self.verb.value,
            "now": self.now,
            "until": self.now + self.life,
            "entries": self.entries,
        }


def fresh_account_ids(count: int) -> list[int]:
    """Taken before the rows exist: a one-time password is sealed for the account it belongs to."""
    ids = "SELECT nextval('accounts_account_id_seq') FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(ids, [count])
        return [account_id for (account_id,) in cursor.fetchall()]


def issue_by(statement: str, logins: Sequence[Login], issue: Issue) -> list[IssuedLogin]:
    """Give each login a new one-time password by one statement over the temporary table `staged_login`.

    The statement returns the account ids that it served; the others are left out of the result.
    """
    passwords = one_time_passwords(len(logins))
    with staged("staged_login", _COLUMNS, _rows(logins, passwords)) as cursor:
        cursor.execute(statement, issue.parameters())
        served = {account_id for (account_id,) in cursor.fetchall()}
    return [
        IssuedLogin(login.account_id, login.person_id, login.username, password)
        for login, password in zip(logins, passwords, strict=True)
        if login.account_id in served
    ]


def _rows(
    logins: Sequence[Login], passwords: Sequence[str]
) -> Iterable[tuple[int | str | bytes | None, ...]]:
    for login, password in zip(logins, passwords, strict=True):
        sealed = seal_one_time_password(password, account_id=login.account_id)
        yield login.account_id, login.person_id, login.school_id, login.username, login.email, sealed
