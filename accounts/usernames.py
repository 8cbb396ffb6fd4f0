"""Usernames: the rule (A3), and how a typed one is read.

First letter of the first name + last name, a to z; the first holder has it bare, the next 001, 002 ...
"""

import re
import unicodedata

from accounts.rude import STEMS
from accounts.transliteration import letters_of

BASE_LETTERS = 16  # cut before the number is added, so that the number always fits
MAX_LENGTH = 20
FALLBACK = "student"
_ROLES = """
    abuse admin administrator api demo district guest help helpdesk hostmaster info login mail master
    moderator noreply none null office operator owner parent password portal postmaster principal register
    root school security signin staff superuser support sysadmin system teacher test user webmaster www
"""
RESERVED = frozenset(_ROLES.split())
_RUDE_START = re.compile("|".join(STEMS))
_ISSUED = re.compile(r"[a-z]+\d{3,}")


def base_for(given: str, family: str) -> str:
    """The username before its number: 1 to 16 letters a to z, never rude by our joining, never a role's word.

    Where the initial makes the join rude (Steve Hitchens) or a reserved word, a second letter of the first
    name goes in too; where that does not help, the initial is left out. What a family is really called is
    never refused. A name of one part stands alone; of no letters at all becomes `student`.
    """
    first, last = letters_of(given), letters_of(family)
    if not first or not last:
        return _unreserved((first or last)[:BASE_LETTERS])
    for initials in (first[:1], first[:2]):
        joined = (initials + last)[:BASE_LETTERS]
        if not _RUDE_START.match(joined) and joined not in RESERVED:
            return joined
    return _unreserved(last[:BASE_LETTERS])


def numbered(base: str, held: int) -> str:
    """The name for whoever comes after `held` others: bare, then 001, 002 ...; at most 20 signs, always."""
    if not held:
        return base
    number = f"{held:03d}"
    return base[: MAX_LENGTH - len(number)] + number


def looks_issued(name: str) -> bool:
    """Letters and three or more digits: the shape nobody may choose, since the rule will come to it."""
    return _ISSUED.fullmatch(name) is not None


def clean_typed(text: str) -> str:
    """A username or address as stored, from what a person typed: case, width and outer spaces do not matter.

    By an `@` it is an address: no username has one.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def _unreserved(name: str) -> str:
    return FALLBACK if name in RESERVED or not name else name
