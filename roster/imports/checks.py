"""What a single cell may hold: functions from its text to a value.

Each raises `Wrong` for what cannot be taken, and `Odd` (with the value understood) for a vendor's
deviation that is accepted and mentioned. Codes have their sentences in `findings`.
"""

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

MAX_TEXT = 255

_GUID = re.compile(r"[0-9A-Za-z.\-_/@]{1,255}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YEAR_SPAN = re.compile(r"\d{4}\s*[-/]\s*(\d{4}|\d{2})")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_USER_ID = re.compile(r"\{([^:{}]+):([^{}]*)\}")
_TRUE, _FALSE = {"true", "1", "yes", "y", "t"}, {"false", "0", "no", "n", "f"}
_NUMBER_TYPES = {"studentid", "studentnumber"}


class Remark(Exception):
    """There is something to say about a cell."""

    def __init__(self, code: str = "", **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Missing(Remark):
    """The cell is blank and should not be."""


class Wrong(Remark):
    """The cell cannot be taken."""


class Odd(Remark):
    """The cell is not as the standard has it, but is understood as `value`."""

    def __init__(self, code: str, value: object, **params: object) -> None:
        super().__init__(code, **params)
        self.value = value


Check = Callable[[str], object]


def text(value: str) -> str:
    if len(value) > MAX_TEXT:
        raise Wrong("cell_too_long", limit=MAX_TEXT)
    return value


def guid(value: str) -> str:
    if not _GUID.fullmatch(value):
        raise Wrong("id_shape")
    return value


def loose_guid(value: str) -> str:
    """1.1 names no signs for ids, and its exporters use spaces and more."""
    if _GUID.fullmatch(value):
        return value
    if len(value) > MAX_TEXT:
        raise Wrong("cell_too_long", limit=MAX_TEXT)
    if "," in value:
        raise Wrong("id_shape")
    raise Odd("id_shape_accepted", value)


def list_of(item: Check) -> Check:
    """Comma-separated items, given back in the same form with nothing around them."""

    def check(value: str) -> str:
        if "," not in value:
            return str(item(value))
        parts = [part.strip() for part in value.split(",")]
        good = ",".join(_accepted(item, part) for part in parts if part)
        if not all(parts):
            raise Odd("list_blank_item", good)
        return good

    return check


def _accepted(item: Check, part: str) -> str:
    try:
        return str(item(part))
    except Odd as odd:
        return str(odd.value)


def boolean(value: str) -> bool:
    if value in ("true", "false"):
        return value == "true"
    if value.lower() in _TRUE | _FALSE:
        raise Odd("boolean_spelling", value.lower() in _TRUE)
    raise Wrong("boolean_shape")


@lru_cache(maxsize=4096)
def date(value: str) -> dt.date:
    day = value
    odd = ""
    if not _DATE.fullmatch(value):
        day, odd = _unusual_date(value)
    try:
        found = dt.date.fromisoformat(day)
    except ValueError as error:
        raise Wrong("date_shape") from error
    if odd:
        raise Odd(odd, found)
    return found


def _unusual_date(value: str) -> tuple[str, str]:
    if _DATE_TIME.fullmatch(value):
        return value[:10], "date_with_time"
    if us := _US_DATE.fullmatch(value):
        month, day, year = us.groups()
        return f"{year}-{month:0>2}-{day:0>2}", "date_us"
    raise Wrong("date_shape")


@lru_cache(maxsize=4096)
def date_time(value: str) -> str:
    if _DATE_TIME.fullmatch(value):
        return value
    date(value)  # only a day, as some write: same words as for a date
    raise Odd("date_without_time", value)


def year(value: str) -> str:
    if re.fullmatch(r"\d{4}", value):
        return value
    if _YEAR_SPAN.fullmatch(value):
        raise Odd("year_span", value[:2] + value[-2:])
    raise Wrong("year_shape")


def word(*known: str, closed: bool = False) -> Check:
    """One of the standard's words. Open vocabularies also take `ext:...`."""
    by_lower = {name.lower(): name for name in known}

    def check(value: str) -> str:
        if value in known or (not closed and value.startswith("ext:")):
            return value
        if (name := by_lower.get(value.lower())) is not None:
            raise Odd("word_case", name, expected=name)
        raise Wrong("word_unknown", known=", ".join(known))

    return check


def status(value: str) -> bool:
    """True for a record that is there, False for one that is going."""
    if value in ("active", "tobedeleted"):
        return value == "active"
    lower = value.lower()
    if lower in ("active", "tobedeleted", "inactive"):
        raise Odd("word_case", lower == "active", expected="active, tobedeleted")
    raise Wrong("word_unknown", known="active, tobedeleted")


def status_in_bulk(value: str) -> bool:
    """In a full export the column should be blank. Vendors fill it, and what they say is heeded."""
    try:
        active = status(value)
    except Odd as odd:
        active = bool(odd.value)
    raise Odd("status_in_bulk" if active else "gone_in_bulk", active)


def blank_in_bulk(value: str) -> str:
    raise Odd("status_in_bulk", value)


def email(value: str) -> str:
    lower = value.lower()
    if len(value) > 254:
        raise Wrong("cell_too_long", limit=254)
    if not _EMAIL.fullmatch(lower):
        raise Odd("email_shape", lower)
    return lower


def user_ids(value: str) -> str:
    """The student number inside `{type:id},{type:id}`, or nothing."""
    pairs = _USER_ID.findall(value)
    number = next((i.strip() for kind, i in pairs if kind.strip().lower() in _NUMBER_TYPES), "")
    if not pairs:
        raise Odd("user_ids_shape", "")
    return text(number)
