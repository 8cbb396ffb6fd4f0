"""Ten failures lock a key for five minutes (C5), exactly, however many guess at once (SECURITY 14, 15).

A key is an account, or the keyed digest of a name nobody has: both answer alike. An attempt takes one of
ten places before the password is looked at. Success gives back its place and forgets the failures before
it; failure keeps its place. The tenth finished failure locks. Five quiet minutes forget everything.
Each step is one conditional statement, committed by itself: no lock is held while a hash is computed.
"""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.lives import LOCKOUT, minutes_left
from accounts.models import Account, Attempt
from accounts.refusals import Refused
from schools.envelope import digest
from schools.tenancy import current_district_id

PLACES = 10
WAIT = timedelta(seconds=2)
PAUSE_SECONDS = 0.05

FORGOTTEN = "coalesce(held.locked_until, held.last_at + %(lockout)s) <= %(now)s"
TAKE = f"""
    INSERT INTO accounts_attempt AS held (district_id, key, taken, failed, last_at)
    VALUES (%(district)s, %(key)s, 1, 0, %(now)s)
    ON CONFLICT (district_id, key) DO UPDATE SET
        taken = CASE WHEN {FORGOTTEN} THEN 1 ELSE held.taken + 1 END,
        failed = CASE WHEN {FORGOTTEN} THEN 0 ELSE held.failed END,
        locked_until = NULL,
        last_at = %(now)s
    WHERE {FORGOTTEN} OR (held.locked_until IS NULL AND held.taken < %(places)s)
    RETURNING 0
"""  # noqa: S608 - our own fragment
SUCCEED = """
    UPDATE accounts_attempt SET taken = greatest(taken - failed - 1, 0), failed = 0
    WHERE district_id = %(district)s AND key = %(key)s RETURNING 0
"""
# A place that was forgotten meanwhile cannot fail any more: `failed` never passes `taken`.
FAIL = """
    UPDATE accounts_attempt SET
        failed = least(failed + 1, taken),
        locked_until = CASE WHEN least(failed + 1, taken) >= %(places)s THEN %(now)s + %(lockout)s END,
        last_at = %(now)s
    WHERE district_id = %(district)s AND key = %(key)s AND locked_until IS NULL
    RETURNING locked_until IS NOT NULL
"""


class Locked(Refused):
    """Ten failures: nothing opens this key before `until`, not even the right password."""

    def __init__(self, until: datetime, now: datetime) -> None:
        minutes = minutes_left(until, now)
        sentence = ngettext(
            "Too many tries. This login opens again in %(minutes)d minute.",
            "Too many tries. This login opens again in %(minutes)d minutes.",
            minutes,
        )
        super().__init__(sentence % {"minutes": minutes}, code="locked")


class Busy(Refused):
    """Ten attempts on this key are being looked at and none has finished in time."""

    def __init__(self) -> None:
        super().__init__(_("Too many tries at the same time. Wait a moment, then try again."), code="busy")


def key_of(account: Account | None, name: str) -> str:
    """`name` as it is looked up, so that no spelling of it has a lock of its own."""
    return f"a:{account.pk}" if account else f"n:{digest(name, purpose='attempt')}"


def reserve(key: str, *, now: datetime) -> None:
    """Take a place, waiting up to two seconds for one. Raises Locked or Busy."""
    started = time.monotonic()
    while True:
        waited = timedelta(seconds=time.monotonic() - started)
        if _run(TAKE, key, now + waited):
            return
        _refuse_if_locked(key, now + waited)
        if waited > WAIT:
            raise Busy
        time.sleep(PAUSE_SECONDS)


def succeeded(key: str) -> None:
    _run(SUCCEED, key)


def failed(key: str, *, now: datetime) -> bool:
    """True when this failure was the one that locked."""
    row = _run(FAIL, key, now)
    return row is not None and row[0]


def lift(account_ids: Iterable[int]) -> None:
    """Open these accounts again at once. What is being looked at meanwhile counts no more."""
    Attempt.objects.filter(key__in=[f"a:{pk}" for pk in account_ids]).delete()


def _refuse_if_locked(key: str, now: datetime) -> None:
    locked = Attempt.objects.filter(key=key, locked_until__gt=now).first()
    if locked:
        raise Locked(locked.locked_until, now)


def _run(statement: str, key: str, now: datetime | None = None) -> tuple[Any, ...] | None:
    facts: dict[str, Any] = {
        "district": current_district_id(),
        "key": key,
        "now": now,
        "lockout": LOCKOUT,
        "places": PLACES,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return cursor.fetchone()
