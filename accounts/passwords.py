"""Rules for a password that a person chooses (C2 floor; NIST: length, no common ones, no forced variety)."""

import unicodedata
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.one_time_passwords import normalise_one_time_password

FLOORS = {"student": 8, "parent": 12, "staff": 15}
FEWEST_SIGNS = 4  # different ones that can be seen: eight spaces are no password
LONGEST = 256  # hashing takes longer with length; nobody types more
NEVER_LASTING = frozenset({"welcome", "changeme"})  # words that staff may set for an hour (C14)


def weaknesses(password: str, *, floor: int, username: str, one_time_password: str = "") -> list[str]:
    """What stands against this password, a sentence each in the reader's language; empty: use it.

    floor: from `password_floor.floor_of`. one_time_password: the one that is being replaced, as issued.
    """
    found = []
    if len(password) < floor:
        found.append(_("Use at least %(count)d characters.") % {"count": floor})
    if len(password) > LONGEST:
        found.append(_("Use at most %(count)d characters.") % {"count": LONGEST})
    if len(_visible(password)) < FEWEST_SIGNS:
        found.append(_("Use more different letters and figures."))
    if _is_common(password):
        found.append(_("Many people use this password, so it is guessed first. Choose another."))
    if _is_username(password, username):
        found.append(_("Your username is no secret. Choose something else."))
    if one_time_password and normalise_one_time_password(password) == one_time_password:
        found.append(_("That is the password from the paper. Choose one of your own."))
    return found


def _is_common(password: str) -> bool:
    if _letters(password) in NEVER_LASTING:
        return True
    try:
        _common_passwords().validate(password)
    except ValidationError:
        return True
    return False


def _is_username(password: str, username: str) -> bool:
    """Also twice, or with a year or an exclamation mark around it."""
    own = _letters(username)
    return bool(own) and own in _letters(password) and not _letters(password).replace(own, "")


def _visible(text: str) -> set[str]:
    """The different signs that leave ink: no spaces, controls, or marks of no width."""
    return {sign for sign in text.casefold() if unicodedata.category(sign)[0] not in "ZC"}


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalpha())


@cache
def _common_passwords() -> CommonPasswordValidator:
    return CommonPasswordValidator()  # reads 20,000 lines: once is enough
