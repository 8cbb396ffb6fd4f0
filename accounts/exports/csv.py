"""Lists of logins as CSV (D4): what a spreadsheet opens right, and never runs as a formula (SECURITY 31)."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as the machine's old code page
# A formula starts a cell, or a piece of one where a program splits at other signs than we quote for.
_FORMULA = re.compile(r"""(?:^|[,;|"'\t\r\n])[=+\-@]""")
_FIRST_SIGN = re.compile(r"[\t\r\n]")


def as_csv(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The whole file as text; every cell quoted and guarded."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(heading)
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return text.getvalue()


def guard(cell: str) -> str:
    """The cell with a `'` in front where a spreadsheet could take it, or a piece of it, for a formula."""
    return f"'{cell}" if _could_run(cell) else cell


def unguard(cell: str) -> str:
    """What `guard` was given: exactly one `'` is taken off, and only where `guard` puts one."""
    return cell[1:] if cell.startswith("'") and _could_run(cell[1:]) else cell


def _could_run(cell: str) -> bool:
    # Quotes already in front count as guarded text, so that one more comes off again.
    bare = cell.lstrip("'")
    return bool(_FIRST_SIGN.match(bare) or _FORMULA.search(_seen(bare)))


def _seen(text: str) -> str:
    """As a lenient program may read it: full-width signs as plain ones, blanks and invisible signs gone."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if sign in "\t\r\n" or unicodedata.category(sign)[0] not in "ZC")
