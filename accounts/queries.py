"""Reads over accounts and what belongs to them: a statement each, for ids that the caller's scope allows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from roster.models import Student
from roster.models.student import StudentQuerySet
from schools.capabilities import Capability
from schools.scope import Scope
from schools.tenancy import current_district_id

_FACTS = """
    SELECT {person}, account.id, account.username, account.must_choose,
           account.disabled_at, account.deleted_at, account.expires_at,
           one_time.expires_at, one_time.opened_at, one_time.sealed IS NOT NULL, attempt.locked_until
    FROM {accounts}
    LEFT JOIN accounts_onetimepassword AS one_time
        ON one_time.district_id = account.district_id AND one_time.account_id = account.id
    LEFT JOIN accounts_attempt AS attempt
        ON attempt.district_id = account.district_id AND attempt.key = 'a:' || account.id
    WHERE account.district_id = %(district)s AND {person} = ANY(%(ids)s)
"""
_LOGIN_FACTS = _FACTS.format(
    person="link.student_id",
    accounts="""accounts_account AS account JOIN accounts_accountstudent AS link
        ON link.district_id = account.district_id AND link.account_id = account.id
        AND link.role = 'self' AND link.status = 'linked'""",
)
_STAFF_FACTS = _FACTS.format(
    person="account.staff_id", accounts="(SELECT * FROM accounts_account WHERE deleted_at IS NULL) AS account"
)
_PARENT_FACTS = _FACTS.format(person="account.id", accounts="accounts_account AS account")
_LISTED = """
    SELECT account.id, student.id, account.staff_id, coalesce(student.number, ''),
           coalesce(student.given_name, staff.given_name, ''),
           coalesce(student.family_name, staff.family_name, ''),
           account.username, account.must_choose,
           one_time.sealed, one_time.issued_at, one_time.expires_at, one_time.opened_at
    FROM accounts_account AS account
    LEFT JOIN accounts_accountstudent AS link
        ON link.district_id = account.district_id AND link.account_id = account.id
        AND link.role = 'self' AND link.status = 'linked'
    LEFT JOIN roster_student AS student ON student.id = link.student_id
    LEFT JOIN schools_staffmember AS staff ON staff.id = account.staff_id
    LEFT JOIN accounts_onetimepassword AS one_time
        ON one_time.district_id = account.district_id AND one_time.account_id = account.id
    WHERE account.district_id = %(district)s AND account.id = ANY(%(ids)s) AND account.deleted_at IS NULL
    ORDER BY coalesce(student.sort_name, staff.sort_name), account.id
"""
# The ids stand in every part: a table or a district that PostgreSQL has no statistics of yet is not read for
# each pupil.
_OWN_ACCOUNTS = """
    WITH link AS MATERIALIZED (
        SELECT student_id, account_id FROM accounts_accountstudent
        WHERE district_id = %(district)s AND student_id = ANY(%(ids)s) AND role = 'self' AND status = 'linked'
    )
    SELECT student.id, own.account_id, coalesce(own.username, ''), school.id
    FROM roster_student AS student
    LEFT JOIN (
        SELECT link.student_id, link.account_id, account.username FROM link
        JOIN accounts_account AS account ON account.id = link.account_id
        WHERE account.district_id = %(district)s AND account.id = ANY(ARRAY(SELECT account_id FROM link))
    ) AS own ON own.student_id = student.id
    LEFT JOIN (
        SELECT DISTINCT ON (student_id) student_id, school_id AS id FROM roster_studentschool
        WHERE district_id = %(district)s AND student_id = ANY(%(ids)s) AND ended_on IS NULL
        ORDER BY student_id, is_primary DESC, roster_studentschool.id
    ) AS school ON school.student_id = student.id
    WHERE student.district_id = %(district)s AND student.id = ANY(%(ids)s)
    ORDER BY student.id
"""


@dataclass(frozen=True, slots=True)
class LoginFacts:
    """Somebody's login, as the tables have it; `accounts.login_states` says what it means."""

    person_id: int  # the pupil's or the staff member's; a parent's account
    account_id: int
    username: str
    must_choose: bool
    disabled_at: datetime | None
    deleted_at: datetime | None
    account_expires_at: datetime | None
    one_time_expires_at: datetime | None
    opened_at: datetime | None
    has_one_time: bool
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class ListedAccount:
    account_id: int
    student_id: int | None
    staff_id: int | None
    number: str
    given_name: str
    family_name: str
    username: str
    must_choose: bool
    sealed: bytes | None
    issued_at: datetime | None
    expires_at: datetime | None
    opened_at: datetime | None

    def readable(self, now: datetime) -> bytes | None:
        """The sealed one-time password, which can be read again until its first use or its expiry (X1)."""
        over = self.opened_at is not None or self.expires_at is None or self.expires_at <= now
        return None if over else self.sealed


def children_of(scope: Scope) -> StudentQuerySet:
    """A parent's children, or the pupil alone, in name order."""
    return Student.objects.visible_to(scope, Capability.VIEW_OWN).in_name_order()


class OwnAccount(NamedTuple):
    """A pupil with the account of the own login, if any, and the school they belong to."""

    student_id: int
    account_id: int | None
    username: str
    school_id: int | None


def own_accounts(student_ids: Collection[int]) -> list[OwnAccount]:
    """One row for each pupil, by id."""
    return [OwnAccount._make(row) for row in _rows(_OWN_ACCOUNTS, student_ids)]


def login_facts(student_ids: Collection[int]) -> list[LoginFacts]:
    """The own logins of these pupils; who has none is absent."""
    return [LoginFacts(*row) for row in _rows(_LOGIN_FACTS, student_ids)]


def staff_login_facts(staff_ids: Collection[int]) -> list[LoginFacts]:
    """The logins of these staff members; a deleted one leaves no trace."""
    return [LoginFacts(*row) for row in _rows(_STAFF_FACTS, staff_ids)]


def parent_login_facts(account_ids: Collection[int]) -> list[LoginFacts]:
    """The logins that these accounts are; the person is the account itself."""
    return [LoginFacts(*row) for row in _rows(_PARENT_FACTS, account_ids)]


def listed_accounts(account_ids: Collection[int]) -> list[ListedAccount]:
    """Accounts with name, username and sealed one-time password, by family name."""
    return [ListedAccount(*row) for row in _rows(_LISTED, account_ids)]


def _rows(statement: str, ids: Collection[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"district": current_district_id(), "ids": list(ids)})
        return cursor.fetchall()
