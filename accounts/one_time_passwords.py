"""One-time passwords (A4, X1): 9 of 31 signs that nobody confuses on paper or aloud; stored sealed."""

import secrets
import string

from accounts.rude import STEMS
from schools.envelope import Unsealable, seal, unseal
from schools.tenancy import current_district_id
from schools.text import grouped, only_signs

ALPHABET = "".join(sorted(set(string.ascii_lowercase + string.digits) - set("0o1il")))
LENGTH = 9
_GROUP = 3
# A byte picks a sign by its remainder; the uneven rest at the top is thrown away: all are equally likely.
_FAIR = 256 - 256 % len(ALPHABET)
_SIGN_OF_BYTE = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_UNFAIR_BYTES = bytes(range(_FAIR, 256))
_SPELLABLE_STEMS = [stem for stem in STEMS if set(stem) <= set(ALPHABET)]


def one_time_passwords(count: int) -> list[str]:
    """`count` fresh ones, as stored and compared (no hyphens), from blocks of random bytes."""
    made: list[str] = []
    while len(made) < count:
        made += _without_rude(_block(count - len(made)))
    return made[:count]


def format_one_time_password(password: str) -> str:
    """As shown and printed: `abc-def-ghj`."""
    return grouped(password, _GROUP)


def normalise_one_time_password(typed: str) -> str:
    """As compared: capitals, hyphens and spaces do not matter."""
    return only_signs(typed.casefold())


def seal_one_time_password(password: str, *, account_id: int) -> bytes:
    """As stored: it opens for this account of this district only."""
    return seal(password.encode(), bound_to=_place(account_id))


def open_one_time_password(sealed: bytes, *, account_id: int) -> str:
    """Raises `schools.envelope.Unsealable`."""
    return unseal(sealed, bound_to=_place(account_id)).decode()


def read_one_time_password(sealed: bytes | memoryview | None, *, account_id: int) -> str:
    """As handed out, or nothing when it is wiped or its key is gone."""
    try:
        return open_one_time_password(bytes(sealed or b""), account_id=account_id)
    except Unsealable:
        return ""


def _place(account_id: int) -> str:
    return f"otp:{current_district_id()}:{account_id}"


def _block(count: int) -> list[str]:
    needed = count * LENGTH
    random = secrets.token_bytes(needed + needed // 16 + 64)  # 1 byte in 32 is unfair
    signs = random.translate(_SIGN_OF_BYTE, _UNFAIR_BYTES).decode()
    return [signs[start : start + LENGTH] for start in range(0, len(signs) - LENGTH + 1, LENGTH)]


def _without_rude(passwords: list[str]) -> list[str]:
    text = "-".join(passwords)  # one search a stem for all of them
    rude: set[int] = set()
    for stem in _SPELLABLE_STEMS:
        found = text.find(stem)
        while found >= 0:
            rude.add(found // (LENGTH + 1))
            found = text.find(stem, found + 1)
    return [password for place, password in enumerate(passwords) if place not in rude]
