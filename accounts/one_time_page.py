"""What a one-time password opens (PRODUCT, "one password, not one page view"; SECURITY 10).

A right entry opens a page that can only choose a password. Entering it again re-opens that page and ends
the earlier one. Saving a password, minute 20 after the first entry, or one entry too many ends it for
good. Each step is one conditional UPDATE: under any race one page lives and one password is saved.
"""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare

from accounts import lockout
from accounts.lives import CHOOSING, ENTRIES
from accounts.models import Account, OneTimePassword
from accounts.one_time_passwords import normalise_one_time_password, read_one_time_password
from schools import audit

OVER = {"sealed": None, "live_page": None}
# `sealed` says which one was compared: a newer one may have taken its place meanwhile.
ENTER = """
    UPDATE accounts_onetimepassword SET
        entries = entries + 1,
        live_page = %(page)s,
        opened_at = coalesce(opened_at, %(now)s),
        first_browser = coalesce(nullif(first_browser, ''), %(browser)s),
        second_browser_at = CASE WHEN first_browser NOT IN ('', %(browser)s)
            THEN coalesce(second_browser_at, %(now)s) ELSE second_browser_at END
    WHERE id = %(id)s AND sealed = %(sealed)s AND entries < entry_limit AND expires_at > %(now)s
        AND coalesce(opened_at, %(now)s) > %(now)s - %(choosing)s
    RETURNING 0
"""


class Ended(Exception):
    """The one-time password, or the page it opened, has come to its end."""


def find_issued(*, account_id: int | None, now: datetime) -> OneTimePassword | None:
    """The one-time password that is out for this account; nobody's is asked for in the same way."""
    return OneTimePassword.objects.filter(account=account_id or 0, ended_at=None, expires_at__gt=now).first()


def opened(issued: OneTimePassword) -> str:
    """As handed out, or nothing."""
    return read_one_time_password(issued.sealed, account_id=issued.account_id)


def matches(issued: OneTimePassword, typed: str) -> bool:
    """Is this what was handed out? Hyphens and capitals do not matter."""
    password = opened(issued)
    return password != "" and constant_time_compare(password, normalise_one_time_password(typed))


def enter(issued: OneTimePassword, *, browser: str, now: datetime) -> uuid.UUID:
    """Open the page for the one-time password that was just compared; the only page alive from now on.

    Raises Ended: too many entries or too late, and then it is wiped; or a newer one was issued meanwhile.
    """
    page = uuid.uuid4()
    with transaction.atomic():
        entered = _enter(issued, page, browser, now)
        if entered:
            audit.record_own(issued.account_id, audit.Verb.ONE_TIME_ENTERED, at=now)
    if not entered:
        OneTimePassword.objects.filter(pk=issued.pk, sealed=issued.sealed).update(ended_at=now, **OVER)
        raise Ended
    return page


def open_page(*, account: Account, browser: str, now: datetime) -> uuid.UUID:
    """Open the page without a one-time password, for whoever has proven the mailbox instead.

    It takes the place of a one-time password that may be out. Nothing can be entered on it.
    """
    page = uuid.uuid4()
    entry = {"entries": ENTRIES, "opened_at": now, "live_page": page, "first_browser": browser}
    put(account, sealed=None, now=now, until=now + CHOOSING, **entry)
    return page


def put(
    account: Account, *, sealed: bytes | None, now: datetime, until: datetime, **entry: Any
) -> OneTimePassword:
    """In place of the one that the account has, or had last. entry: what one would have left on it."""
    fresh = {
        "sealed": sealed,
        "issued_at": now,
        "expires_at": until,
        "entry_limit": ENTRIES,
        "entries": 0,
        "opened_at": None,
        "live_page": None,
        "first_browser": "",
        "second_browser_at": None,
        "ended_at": None,
    }
    return OneTimePassword.objects.update_or_create(account=account, defaults=fresh | entry)[0]


def find_live(*, account_id: int, page: str, now: datetime) -> OneTimePassword:
    """The one-time password whose page this is. Raises Ended."""
    found = OneTimePassword.objects.filter(_saves(account_id, page, now)).first() if page else None
    if found is None:
        raise Ended
    return found


def save(*, account: Account, page: str, password: str, now: datetime) -> None:
    """Give the account the password that its owner chose; every session but the caller's next one ends.

    The password has passed the rules already. Raises Ended when this page may save no more.
    """
    chosen = make_password(password)  # slow on purpose: before anything is locked
    with transaction.atomic():
        # The account first, as a reset does: the two can wait for each other, never for ever.
        Account.objects.filter(pk=account.pk).update(
            password=chosen,
            must_choose=False,
            password_changed_at=now,
            session_epoch=F("session_epoch") + 1,
        )
        saved = OneTimePassword.objects.filter(_saves(account.pk, page, now)).update(ended_at=now, **OVER)
        if not saved:
            raise Ended
        audit.record_own(account.pk, audit.Verb.PASSWORD_CHOSEN, at=now)
        lockout.lift([account.pk])  # what was guessed at is gone
        account.refresh_from_db()


def wipe_expired(*, now: datetime) -> int:
    """Destroy the ciphertexts of those whose time is over; how many that were."""
    unused = Q(opened_at=None, expires_at__lte=now)
    left_open = Q(opened_at__lte=now - CHOOSING)
    return OneTimePassword.objects.filter(unused | left_open, ended_at=None).update(ended_at=now, **OVER)


def _saves(account_id: int, page: str, now: datetime) -> Q:
    return Q(account=account_id, live_page=page, ended_at=None, opened_at__gt=now - CHOOSING)


def _enter(issued: OneTimePassword, page: uuid.UUID, browser: str, now: datetime) -> bool:
    facts: dict[str, Any] = {
        "id": issued.pk,
        "sealed": issued.sealed,
        "page": page,
        "browser": browser,
        "now": now,
        "choosing": CHOOSING,
    }
    with connection.cursor() as cursor:
        cursor.execute(ENTER, facts)
        return cursor.fetchone() is not None
