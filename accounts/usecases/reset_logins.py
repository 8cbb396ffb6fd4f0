"""Reset pupils' logins: a new one-time password ends the old password and every session (A6, D1, D2, D3)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts import lockout
from accounts.issuing import AUDIT_SQL, ISSUE_SQL, Issue, IssuedLogin, IssuedLogins, Login, issue_by
from accounts.lives import ENTRIES, RESET_LOGIN
from accounts.login_lists import ResultPage, list_issued
from accounts.models import Account, LoginList
from accounts.queries import own_accounts
from roster.models import Student
from schools.audit import Actor, Verb

_RESET = f"""
    WITH served AS MATERIALIZED (
        SELECT * FROM staged_login ORDER BY account_id
    ), account AS (
        UPDATE accounts_account AS account
        SET password = '!', must_choose = true, session_epoch = session_epoch + 1
        FROM served WHERE account.id = served.account_id AND account.district_id = %(district)s
    ), audit AS ({AUDIT_SQL})
    {ISSUE_SQL}
    ON CONFLICT (district_id, account_id) DO UPDATE SET
        sealed = excluded.sealed, issued_at = excluded.issued_at, expires_at = excluded.expires_at,
        entry_limit = excluded.entry_limit, entries = 0, opened_at = NULL, live_page = NULL,
        first_browser = '', second_browser_at = NULL, ended_at = NULL
    RETURNING account_id
"""  # noqa: S608 - our own constants


def reset_student_logins(
    *, students: Sequence[Student], actor: Actor, now: datetime, page: ResultPage | None = None
) -> IssuedLogins:
    """A new one-time password (7 days) for each of `students`, whom the caller has checked against the scope.

    It ends the older one or the own password, every session and a lockout. Pupils without a login are
    `skipped`. The same statements for any number; without its audit rows nothing stays.
    """
    asked = [student.pk for student in students]
    issue = Issue(actor, Verb.LOGINS_RESET, now, RESET_LOGIN, ENTRIES)
    with transaction.atomic():
        logins = [
            Login(own.account_id, own.student_id, own.username, own.school_id)
            for own in own_accounts(asked)
            if own.account_id is not None
        ]
        issued = reissue(logins, issue)
        login_list = list_issued(LoginList.Kind.RESET, issued, issue, page)
    reset = {login.person_id for login in issued}
    return IssuedLogins(issued, [pk for pk in asked if pk not in reset], login_list)


def reissue(logins: Sequence[Login], issue: Issue) -> list[IssuedLogin]:
    """In the caller's transaction. Accounts are locked first and in key order, then what belongs to them."""
    accounts = Account.objects.not_deleted().filter(pk__in=[login.account_id for login in logins])
    locked = set(accounts.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    lockout.lift(locked)
    return issue_by(_RESET, [login for login in logins if login.account_id in locked], issue)
