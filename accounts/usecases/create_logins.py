"""Create pupils' logins: username, account, link, sealed one-time password, audit (A2, A3, A4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.issuing import (
    AUDIT_SQL,
    ISSUE_SQL,
    Issue,
    IssuedLogins,
    Login,
    fresh_account_ids,
    issue_by,
)
from accounts.ledger import reserve_usernames
from accounts.lives import ENTRIES, NEW_LOGIN, NEW_LOGIN_LONGEST, NEW_LOGIN_SHORTEST
from accounts.login_lists import ResultPage, list_issued
from accounts.models import LoginList
from accounts.queries import own_accounts
from accounts.usernames import base_for
from roster.models import Student
from schools.audit import Actor, Verb

# The link goes first and decides: of two teachers at once, one creates and the other's row is left out.
_CREATE = f"""
    WITH link AS (
        INSERT INTO accounts_accountstudent (district_id, account_id, student_id, role, created_at)
        SELECT %(district)s, account_id, person_id, 'self', %(now)s FROM staged_login ORDER BY person_id
        ON CONFLICT (district_id, student_id) WHERE role = 'self' AND status = 'linked' DO NOTHING
        RETURNING account_id
    ), served AS MATERIALIZED (
        SELECT staged_login.* FROM staged_login JOIN link USING (account_id)
    ), account AS (
        INSERT INTO accounts_account
            (id, district_id, password, type, username, email, status, primary_student_id, must_choose,
             session_epoch, sign_in_count, created_at, is_test, language)
        SELECT account_id, %(district)s, '!', 'student', username, '', 'confirmed', person_id, true,
               0, 0, %(now)s, false, ''
        FROM served
    ), ledger AS (
        INSERT INTO accounts_issuedusername (district_id, username, account_id, issued_at)
        SELECT %(district)s, username, account_id, %(now)s FROM served
    ), audit AS ({AUDIT_SQL})
    {ISSUE_SQL} RETURNING account_id
"""  # noqa: S608 - our own constants


class LifeOutOfRange(Exception):
    """A new login's one-time password lives 1 to 45 days."""


def create_student_logins(
    *,
    students: Sequence[Student],
    actor: Actor,
    now: datetime,
    life: timedelta = NEW_LOGIN,
    page: ResultPage | None = None,
) -> IssuedLogins:
    """A login for each of `students`, whom the caller has checked against the actor's scope.

    The same statements for 1 and for 100,000, no password hashed; without its audit rows nothing stays.
    Pupils who have a login, or get one from somebody else meanwhile, are `skipped`: a normal case.
    Raises LifeOutOfRange; RuntimeError inside a transaction (see `reserve_usernames`).
    """
    if not NEW_LOGIN_SHORTEST <= life <= NEW_LOGIN_LONGEST:
        raise LifeOutOfRange(life)
    asked = {student.pk: student for student in students}
    issue = Issue(actor, Verb.LOGINS_CREATED, now, life, ENTRIES)
    try:
        return _create(asked, issue, page)
    except IntegrityError:  # somebody chose a reserved name, or the bare one, in this very moment
        return _create(asked, issue, page)


def _create(asked: dict[int, Student], issue: Issue, page: ResultPage | None) -> IssuedLogins:
    owned = own_accounts(asked)
    without = [own for own in owned if own.account_id is None]
    already = [own.account_id for own in owned if own.account_id is not None]
    usernames = reserve_usernames([_base(asked[own.student_id]) for own in without])
    logins = [
        Login(account_id, own.student_id, username, own.school_id)
        for own, account_id, username in zip(without, fresh_account_ids(len(without)), usernames, strict=True)
    ]
    with transaction.atomic():
        issued = issue_by(_CREATE, logins, issue)
        login_list = list_issued(LoginList.Kind.CREATED, issued, issue, page, already=already)
    created = {login.person_id for login in issued}
    return IssuedLogins(issued, [pk for pk in asked if pk not in created], login_list)


def _base(student: Student) -> str:
    return base_for(student.given_name, student.family_name)
