"""What a one-time password opens (PRODUCT, "one password, not one page view"; SECURITY 10).

A right entry opens a page that can only choose a password. Entering it again re-opens that page and ends
the earlier one. Saving a password, minute 20 after the first entry, or one entry too many ends it for
good. Each step is one conditional UPDATE: under any race one page lives and one password is saved.
"""

import uuid
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.crypto import constant_time_compare

from accounts.lives import CHOOSING
from accounts.models import Account, OneTimePassword
from accounts.one_time_passwords import normalise_one_time_password, open_one_time_password
from schools import audit
from schools.envelope import Unsealable

OVER = {"sealed": None, "live_page": None}


class Ended(Exception):
    """The one-time password, or the page it opened, has come to its end."""


def matches(sealed: bytes | None, typed: str, *, account_id: int) -> bool:
    """Is this what was handed out? Hyphens and capitals do not matter."""
    if sealed is None:
        return False
    try:
        issued = open_one_time_password(sealed, account_id=account_id)
    except Unsealable:
        return False
    return constant_time_compare(issued, normalise_one_time_password(typed))


def enter(*, account_id: int, sealed: bytes, browser: str, now: datetime) -> uuid.UUID:
    """Open the page for the one-time password that was just compared; the only page alive from now on.

    Raises Ended: too many entries or too late, and then it is wiped; or a newer one was issued meanwhile.
    """
    page = uuid.uuid4()
    this_one = OneTimePassword.objects.filter(account=account_id, sealed=bytes(sealed))
    with transaction.atomic():
        opened = this_one.filter(_still_opens(now)).update(**_entry(page, browser, now))
        if opened:
            audit.record(
                actor=audit.Actor(account_id),
                verb=audit.Verb.ONE_TIME_ENTERED,
                at=now,
                object_kind="account",
                object_id=account_id,
            )
    if not opened:
        this_one.update(ended_at=now, **OVER)
        raise Ended
    return page


def find_live(*, account_id: int, page: str | None, now: datetime) -> OneTimePassword:
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
        audit.record(
            actor=audit.Actor(account.pk),
            verb=audit.Verb.PASSWORD_CHOSEN,
            at=now,
            object_kind="account",
            object_id=account.pk,
        )
        account.refresh_from_db(from_queryset=Account.objects.select_related("staff"))


def wipe_expired(*, now: datetime) -> int:
    """Destroy the ciphertexts of those whose time is over; how many that were."""
    unused = Q(opened_at=None, expires_at__lte=now)
    left_open = Q(opened_at__lte=now - CHOOSING)
    return OneTimePassword.objects.filter(unused | left_open, ended_at=None).update(ended_at=now, **OVER)


def _still_opens(now: datetime) -> Q:
    in_time = Q(opened_at=None) | Q(opened_at__gt=now - CHOOSING)
    return in_time & Q(ended_at=None, expires_at__gt=now, entries__lt=F("entry_limit"))


def _saves(account_id: int, page: str | None, now: datetime) -> Q:
    return Q(account=account_id, live_page=page, ended_at=None, opened_at__gt=now - CHOOSING)


def _entry(page: uuid.UUID, browser: str, now: datetime) -> dict[str, object]:
    another = ~Q(first_browser__in=["", browser]) & Q(second_browser_at=None)
    return {
        "entries": F("entries") + 1,
        "live_page": page,
        "opened_at": Coalesce("opened_at", now),
        "first_browser": Case(When(first_browser="", then=Value(browser)), default=F("first_browser")),
        "second_browser_at": Case(When(another, then=Value(now)), default=F("second_browser_at")),
    }
