"""Logins of staff: made and reset by an admin, with a one-time password for one entry within 72 hours."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.issuing import (
    AUDIT_SQL,
    ISSUE_SQL,
    Issue,
    IssuedLogin,
    IssuedLogins,
    Login,
    fresh_account_ids,
    issue_by,
)
from accounts.ledger import reserve_usernames
from accounts.lives import STAFF_ENTRIES, STAFF_LOGIN
from accounts.login_lists import ResultPage, list_issued
from accounts.models import Account, LoginList
from accounts.usecases.reset_logins import reissue
from accounts.usernames import base_for
from schools.audit import Actor, Verb
from schools.models import StaffAssignment, StaffMember

_CREATE = f"""
    WITH account AS (
        INSERT INTO accounts_account
            (id, district_id, password, type, username, email, status, staff_id, must_choose,
             session_epoch, sign_in_count, created_at, is_test, language)
        SELECT account_id, %(district)s, '!', 'staff', username, email, 'confirmed', person_id, true,
               0, 0, %(now)s, false, ''
        FROM staged_login ORDER BY person_id
        ON CONFLICT (district_id, staff_id) WHERE staff_id IS NOT NULL AND deleted_at IS NULL DO NOTHING
        RETURNING id
    ), served AS MATERIALIZED (
        SELECT staged_login.* FROM staged_login JOIN account ON account.id = account_id
    ), ledger AS (
        INSERT INTO accounts_issuedusername (district_id, username, account_id, issued_at)
        SELECT %(district)s, username, account_id, %(now)s FROM served
    ), audit AS ({AUDIT_SQL})
    {ISSUE_SQL} RETURNING account_id
"""  # noqa: S608 - our own constants


def create_staff_logins(
    *, staff: Sequence[StaffMember], actor: Actor, now: datetime, page: ResultPage | None = None
) -> IssuedLogins:
    """A login for each of `staff`, whom the caller has checked against the actor's scope.

    They sign in by username, or by the e-mail address on record where it is theirs alone. Who has a login
    already is `skipped`. RuntimeError inside a transaction (see `reserve_usernames`).
    """
    issue = Issue(actor, Verb.STAFF_LOGINS_CREATED, now, STAFF_LOGIN, STAFF_ENTRIES)
    try:
        return _create(staff, issue, page)
    except IntegrityError:  # somebody took a name or an address in this very moment
        return _create(staff, issue, page)


def reset_staff_logins(
    *, staff: Sequence[StaffMember], actor: Actor, now: datetime, page: ResultPage | None = None
) -> IssuedLogins:
    """A new one-time password for each of `staff`, as in `reset_student_logins`; no login: `skipped`."""
    issue = Issue(actor, Verb.STAFF_LOGINS_RESET, now, STAFF_LOGIN, STAFF_ENTRIES)
    with transaction.atomic():
        accounts = Account.objects.not_deleted().filter(staff__in=staff)
        schools = _schools_of(staff)
        held = accounts.values_list("pk", "staff_id", "username")
        issued = reissue([Login(pk, who, name, schools.get(who)) for pk, who, name in held], issue)
        login_list = list_issued(LoginList.Kind.RESET, issued, issue, page)
    return IssuedLogins(issued, _others(staff, issued), login_list)


def _create(staff: Sequence[StaffMember], issue: Issue, page: ResultPage | None) -> IssuedLogins:
    has_login = set(Account.objects.not_deleted().filter(staff__in=staff).values_list("staff_id", flat=True))
    new = [member for member in staff if member.pk not in has_login]
    usernames = reserve_usernames([base_for(member.given_name, member.family_name) for member in new])
    addresses, schools = _sign_in_addresses(new), _schools_of(new)
    logins = [
        Login(account_id, member.pk, username, schools.get(member.pk), addresses[member.pk])
        for member, account_id, username in zip(new, fresh_account_ids(len(new)), usernames, strict=True)
    ]
    with transaction.atomic():
        issued = issue_by(_CREATE, logins, issue)
        login_list = list_issued(LoginList.Kind.CREATED, issued, issue, page)
    return IssuedLogins(issued, _others(staff, issued), login_list)


def _sign_in_addresses(staff: Sequence[StaffMember]) -> dict[int, str]:
    """The address on record, unless another account signs in with it or two of them share it."""
    wanted = {member.pk: member.email.strip().lower() for member in staff}
    counted = Counter(wanted.values())
    taken = set(
        Account.objects.not_deleted()
        .filter(status=Account.Status.CONFIRMED, email__in=counted)
        .values_list("email", flat=True)
    )
    return {
        pk: address if counted[address] == 1 and address not in taken else ""
        for pk, address in wanted.items()
    }


def _schools_of(staff: Sequence[StaffMember]) -> dict[int, int | None]:
    assignments = StaffAssignment.objects.current().filter(staff__in=staff)
    return dict(assignments.order_by("-school_id").values_list("staff_id", "school_id"))


def _others(staff: Sequence[StaffMember], issued: Sequence[IssuedLogin]) -> list[int]:
    served = {login.person_id for login in issued}
    return [member.pk for member in staff if member.pk not in served]
