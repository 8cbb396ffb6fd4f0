"""Any name in the letters a to z."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# What the general table (sign by sign, no language) spells in a way the bearer would not know again.
_CARE = str.maketrans(
    {
        "ا": "a", "أ": "a", "إ": "i", "ع": "a",  # Arabic: alif and ayn are heard, most of all in front
        "א": "a", "ע": "a", "ב": "b",  # Hebrew alike; bet opens more names than vet
        "ǀ": "", "ǁ": "", "ǂ": "", "ǃ": "",  # clicks are left out in Latin spelling
    }
)  # fmt: skip
# Thai and Lao write some vowels before the consonant they are spoken after.
_WRITTEN_BEFORE = re.compile("([เ-ไເ-ໄ])(.)")
_THAI_AM = "ํา"


@lru_cache(maxsize=20_000)  # names repeat: a district of 100,000 has some 20,000
def letters_of(name: str) -> str:
    """The letters of a name as a to z; the same for every case, composition and width; perhaps nothing."""
    if name.isascii():
        return name.lower() if name.isalpha() else _a_to_z(name)
    written = "".join(sign for sign in name if unicodedata.category(sign)[0] in "LM")  # no digits, no emoji
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", written).casefold())
    spoken = _WRITTEN_BEFORE.sub(r"\2\1", folded).replace(_THAI_AM, "am")
    return _a_to_z(anyascii(spoken.translate(_CARE)))


def _a_to_z(text: str) -> str:
    return "".join(sign for sign in text.lower() if "a" <= sign <= "z")
