"""Many rows in one statement: by COPY into a temporary table, and from there wherever they belong.

COPY into a table behind row-level security is refused; rows written into the statement itself would end
in the server's log whenever it fails.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO

from django.db import connection
from django.db.backends.utils import CursorWrapper

Value = int | str | bytes | None
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


@contextmanager
def staged(table: str, columns: str, rows: Iterable[tuple[Value, ...]]) -> Iterator[CursorWrapper]:
    """A cursor that sees `rows` in the temporary table `table` (`columns` as in CREATE TABLE)."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns})")
        cursor.copy_expert(f"COPY {table} FROM STDIN", StringIO(written_rows(rows)))
        yield cursor
        cursor.execute(f"DROP TABLE {table}")


def written_rows(rows: Iterable[tuple[Value, ...]]) -> str:
    """In COPY's text format."""
    return "".join(["\t".join([_written(value) for value in row]) + "\n" for row in rows])


def _written(value: Value) -> str:
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    return r"\N" if value is None else str(value)
