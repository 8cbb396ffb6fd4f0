"""Is this the name on the record (B6)? Exactly, but for case, accents, apostrophes, spaces and dashes.

What is near goes to the office: swapped, a part of the name, one letter off, divided at another place.
"""

from enum import IntEnum
from typing import NamedTuple

from schools.text import fold

_STROKES = str.maketrans("łđøħŧı", "ldohti")  # letters that no decomposition takes apart


class Name(NamedTuple):
    given: str
    family: str


class Likeness(IntEnum):
    FAR = 0
    NEAR = 1
    EXACT = 2


def likeness(typed: Name, recorded: Name) -> Likeness:
    ours, theirs = _joined(typed), _joined(recorded)
    if not ours.given or not theirs.given:  # nothing to compare is no match
        return Likeness.FAR
    if ours == theirs:
        return Likeness.EXACT
    near = (
        _is_swapped(ours, theirs)
        or _is_one_letter_off("".join(ours), "".join(theirs))
        or _is_part(typed, recorded)
        or _is_part(recorded, typed)
    )
    return Likeness.NEAR if near else Likeness.FAR


def _joined(name: Name) -> Name:
    return Name(*("".join(_words(part)) for part in name))


def _words(text: str) -> list[str]:
    return fold(text).translate(_STROKES).split()


def _is_swapped(ours: Name, theirs: Name) -> bool:
    return (ours.given, ours.family) == (theirs.family, theirs.given)


def _is_part(shorter: Name, longer: Name) -> bool:
    """Every word of the first name stands in the other's, and every word of the last name."""
    return all(set(_words(part)) <= set(_words(whole)) for part, whole in zip(shorter, longer, strict=True))


def _is_one_letter_off(ours: str, theirs: str) -> bool:
    """One letter more, less, another, or two neighbours changed; or none, divided at another place."""
    if ours == theirs:
        return True
    start = next(
        (place for place, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b),
        min(len(ours), len(theirs)),
    )
    ours, theirs = ours[start:], theirs[start:]
    return (
        ours[1:] == theirs[1:]
        or ours[1:] == theirs
        or ours == theirs[1:]
        or (ours[:2] == theirs[1::-1] and ours[2:] == theirs[2:] and len(ours) > 1)
    )
