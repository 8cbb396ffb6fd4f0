"""Help numbers (X16): six signs that nobody confuses on a phone or aloud, and that spell no word."""

import secrets

from schools.text import grouped, only_signs

ALPHABET = "CDFHJKMNPQRTVWX234679"  # no vowels; nothing that looks like another: 0O 1IL 5S 8B 2Z 6G UVY
LENGTH, _GROUP = 6, 3


def fresh_help_number() -> str:
    """As stored, without its hyphen."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def format_help_number(number: str) -> str:
    """As shown and read out: `K7M-42P`."""
    return grouped(number, _GROUP)


def clean_help_number(typed: str) -> str:
    """As stored, from what a person typed: capitals, hyphens and spaces do not matter."""
    return only_signs(typed.upper())[: LENGTH + 1]
