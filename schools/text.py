"""One way to compare what people type with what a register holds."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+", re.UNICODE)


def fold(text: str) -> str:
    """Lower case, without accents and punctuation, words one space apart: `O’Connor-Žák` -> `oconnor zak`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c) and c not in "'’ʼ`´")
    return _NOT_WORD.sub(" ", letters).strip()
