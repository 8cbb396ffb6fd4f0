"""One way to compare what people type with what a register holds, and to put names in order."""

import re
import unicodedata

from django.db.models import Func
from django.http import QueryDict

LONGEST_SEARCH = 100
LAST_SIGN = "\U0010ffff"  # behind every other: the database sorts by code points
_LONGEST_ID = 18  # digits; longer is no id of ours
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")
_NOT_WORD = re.compile(r"[\W_]+", re.UNICODE)


def fold(text: str) -> str:
    """Lower case, without accents and punctuation, words one space apart: `O’Connor-Žák` -> `oconnor zak`."""
    letters = text.casefold()
    if not letters.isascii():
        decomposed = unicodedata.normalize("NFKD", letters)
        letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", letters.translate(_APOSTROPHES)).strip()


def only_signs(typed: str) -> str:
    """Its letters and digits: hyphens (whichever dash a phone makes of them) and spaces do not matter."""
    return "".join(sign for sign in typed if sign.isalnum())


def grouped(signs: str, size: int) -> str:
    """As it is read out and copied by hand: `ABCD-EFGH`."""
    return "-".join(signs[start : start + size] for start in range(0, len(signs), size))


def typed_search(query: QueryDict) -> str:
    """What was typed into a list's search box (`q`): no longer than a name is, nothing a text cannot hold."""
    return query.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]


def typed_id(text: str) -> int | None:
    """The id that a form or an address names; None: that cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID else None


class NameOrder(Func):
    """What names are sorted by, in the database: `Ó Súilleabháin` among the o, `de La Tour` among the d.

    PostgreSQL's own order of the alphabet depends on how it was built; this one does not.
    """

    template = (
        "ltrim(lower(translate(regexp_replace(normalize(%(expressions)s, NFKD), "
        "'[\u0300-\u036f''’ʼʻ`]', '', 'g'), 'łđðøħŧıŁĐÐØĦŦ', 'lddohtilddoht')))"
    )
    arg_joiner = " || ' ' || "


class TitleOrder(Func):
    """What class titles are sorted by: `2b` before `10a`."""

    template = (
        "lpad(coalesce(substring(%(expressions)s from '^[0-9]{1,4}'), ''), 4, '0') || lower(%(expressions)s)"
    )
