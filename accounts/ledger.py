"""The ledger of usernames: which one comes next, and that no two people ever get the same (A3)."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection, transaction

from accounts.models import IssuedUsername
from accounts.usernames import RESERVED, base_for, looks_issued, numbered
from roster.models import Contact
from schools.tenancy import current_district_id

_TAKE = """
    INSERT INTO accounts_usernamecounter AS counter (district_id, base, next)
    SELECT %s, base, wanted FROM unnest(%s::text[], %s::int[]) AS asked (base, wanted) ORDER BY base
    ON CONFLICT (district_id, base) DO UPDATE SET next = counter.next + excluded.next
    RETURNING base, next
"""
_ENTER = """
    INSERT INTO accounts_issuedusername (district_id, username, account_id, issued_at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (district_id, username) DO NOTHING
"""
_HELD = "SELECT username FROM accounts_issuedusername WHERE district_id = %s AND username = ANY(%s)"


def reserve_usernames(bases: Sequence[str]) -> list[str]:
    """A username for each base, in their order, that nobody else will be given: in two statements.

    The numbers are taken in a short transaction of their own, so that creators never wait for one another's
    work: inside a transaction this refuses to run (RuntimeError). Who fails later leaves a gap, no duplicate.
    Names that somebody chose or brought along are passed over; the next number is tried.
    """
    names = [""] * len(bases)
    open_places = list(range(len(bases)))
    while open_places:
        for place, name in zip(
            open_places, _next_names([bases[place] for place in open_places]), strict=True
        ):
            names[place] = name
        held = _held([names[place] for place in open_places])
        open_places = [place for place in open_places if names[place] in held]
    return names


def take_made(owner: Contact, *, account_id: int, now: datetime) -> str:
    """A name by the rule for one account, from its owner's record.

    Written down in the caller's transaction, which must be a short one.
    """
    base = base_for(owner.given_name, owner.family_name)
    while True:
        (name,) = _next_names([base], durable=False)
        if _enter(name, account_id, now):
            return name


def take_chosen(name: str, *, account_id: int, former_ids: Collection[int], now: datetime) -> bool:
    """Write a chosen name down as this account's, in the caller's transaction; False when it cannot be had.

    A name that was held before goes to its former holder only (B5): `former_ids` are the accounts that this
    person has had. What the rule may come to, and a role's word, nobody can choose anew.
    """
    again = IssuedUsername.objects.filter(username=name, account_id__in=[account_id, *former_ids])
    if again.update(account_id=account_id):
        return True
    may_be_chosen = name not in RESERVED and not looks_issued(name) and "@" not in name
    return may_be_chosen and _enter(name, account_id, now)


def _enter(name: str, account_id: int, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [current_district_id(), name, account_id, now])
        return cursor.rowcount == 1


def _next_names(bases: list[str], *, durable: bool = True) -> list[str]:
    """Counters are locked in sorted order: two creators can wait for each other, never for ever."""
    wanted = Counter(bases)
    asked = sorted(wanted)
    with transaction.atomic(durable=durable), connection.cursor() as cursor:
        cursor.execute(_TAKE, [current_district_id(), asked, [wanted[base] for base in asked]])
        upcoming = {base: after - wanted[base] for base, after in cursor.fetchall()}
    names = []
    for base in bases:
        names.append(numbered(base, upcoming[base]))
        upcoming[base] += 1
    return names


def _held(names: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [current_district_id(), names])
        return {name for (name,) in cursor.fetchall()}
