"""When a parent or pupil last asked for a page (C16): kept in the cache, written down once a minute.

A page that is only looked at writes nothing to the database. What the cache loses is lost.
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

import redis
import structlog
from django.conf import settings
from django.db import connection

from schools.tenancy import current_district_id

log = structlog.get_logger("portal.last_requests")
PAUSE_SECONDS = 30  # a cache that is away is not asked by every page
_KEEP = """
    WITH seen AS (
        SELECT id, at FROM unnest(%s::bigint[], %s::timestamptz[]) AS seen (id, at)
    ), held AS (
        SELECT account.id, at FROM accounts_account AS account JOIN seen USING (id)
        WHERE account.district_id = %s AND (account.last_request_at IS NULL OR account.last_request_at < at)
        ORDER BY account.id FOR NO KEY UPDATE OF account
    )
    UPDATE accounts_account AS account SET last_request_at = held.at FROM held WHERE account.id = held.id
"""
_away_until = [0.0]


def note(account_id: int, *, now: datetime) -> None:
    """Never fails: a page is worth more than this."""
    if time.monotonic() < _away_until[0]:
        return
    try:
        _cache().hset(_key(), str(account_id), str(now.timestamp()))
    except redis.RedisError:
        _away_until[0] = time.monotonic() + PAUSE_SECONDS
        log.warning("cache away")


def keep() -> int:
    """Write down what was noted in the current district since the last time; how many accounts that were."""
    at_once = _cache().pipeline()
    at_once.hgetall(_key())
    at_once.delete(_key())
    noted, _ = at_once.execute()
    seen = {int(pk): datetime.fromtimestamp(float(at), UTC) for pk, at in noted.items()}
    _write(seen)
    return len(seen)


def _write(seen: Mapping[int, datetime]) -> None:
    if seen:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [list(seen), list(seen.values()), current_district_id()])


def _key() -> str:
    """One Valkey may serve several databases, as the tests' does."""
    return f"last-requests:{connection.settings_dict['NAME']}:{current_district_id()}"


@lru_cache(maxsize=1)
def _cache() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5)
