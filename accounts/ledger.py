"""The ledger of usernames: which one comes next, and that no two people ever get the same (A3)."""

from collections import Counter
from collections.abc import Sequence

from django.db import connection, transaction

from accounts.usernames import numbered
from schools.tenancy import current_district_id

_TAKE = """
    INSERT INTO accounts_usernamecounter AS counter (district_id, base, next)
    SELECT %s, base, wanted FROM unnest(%s::text[], %s::int[]) AS asked (base, wanted) ORDER BY base
    ON CONFLICT (district_id, base) DO UPDATE SET next = counter.next + excluded.next
    RETURNING base, next
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


def _next_names(bases: list[str]) -> list[str]:
    """Counters are locked in sorted order: two creators can wait for each other, never for ever."""
    wanted = Counter(bases)
    asked = sorted(wanted)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
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
