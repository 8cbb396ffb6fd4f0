"""The one gate behind every door, in this order: lockout, credentials, expired, disabled, must choose.

Everything but a right one-time password costs one Argon2 hash, whether the name exists or not, so that
neither words nor time tell who has an account (SECURITY 18, 19).
"""

import unicodedata
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts import lockout, one_time, standing
from accounts.models import Account, OneTimePassword
from accounts.refusals import Refused
from accounts.visitor import Visitor
from schools import audit


class NoMatch(Refused):
    """Unknown name, wrong password, used or expired one-time password: never which."""

    def __init__(self) -> None:
        super().__init__(_("That didn't match. Check the spelling and try again."), code="no_match")


class Expired(Refused):
    """Said only after the right password."""

    def __init__(self) -> None:
        super().__init__(_("This account has expired. Your school can open it again."), code="expired")


class Disabled(Refused):
    """Said only after the right password."""

    def __init__(self) -> None:
        super().__init__(_("This account is switched off. Please ask your school."), code="disabled")


def enter(*, name: str, password: str, visitor: Visitor, now: datetime) -> Account:
    """The account that this name and password open; `choosing` is set when it may only choose a password.

    Raises NoMatch, Expired, Disabled, lockout.Locked or lockout.Busy.
    """
    name = as_looked_up(name)
    account = _find(name, now)
    key = lockout.key_of(account, name)
    lockout.reserve(key, now=now)
    by_one_time = account is not None and one_time.matches(account.sealed, password, account_id=account.pk)
    if account is None or not (by_one_time or account.check_password(password)):
        _fail(account, key, password, now)
        raise NoMatch
    lockout.succeeded(key)
    if standing.has_expired(account, now=now):
        raise Expired
    if standing.is_disabled(account, now=now):
        raise Disabled
    account.choosing = _open_page(account, password, visitor, now) if by_one_time else None
    return account


def as_looked_up(name: str) -> str:
    """One spelling for all that look the same: outer spaces, capitals and wide letters do not matter."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _find(name: str, now: datetime) -> Account | None:
    """By e-mail when there is an @ in it, which no username has; with the one-time password still out."""
    still_out = OneTimePassword.objects.filter(account=OuterRef("pk"), ended_at=None, expires_at__gt=now)
    return (
        Account.objects.not_deleted()
        .filter(status=Account.Status.CONFIRMED, **{"email" if "@" in name else "username": name})
        .select_related("staff")
        .annotate(sealed=Subquery(still_out.values("sealed")))
        .first()
    )


def _fail(account: Account | None, key: str, password: str, now: datetime) -> None:
    if account is None:
        spend_a_hash(password)
    if lockout.failed(key, now=now):
        audit.record(
            actor=audit.SYSTEM,
            verb=audit.Verb.LOCKED_OUT,
            at=now,
            object_kind="account" if account else "unknown name",
            object_id=account.pk if account else None,
        )


def _open_page(account: Account, password: str, visitor: Visitor, now: datetime) -> UUID:
    try:
        return one_time.enter(account_id=account.pk, sealed=account.sealed, browser=visitor.browser, now=now)
    except one_time.Ended as ended:
        spend_a_hash(password)
        raise NoMatch from ended


def spend_a_hash(password: str) -> None:
    """What a wrong password costs, for the cases that have no hash to compare with."""
    check_password(password, "!")
