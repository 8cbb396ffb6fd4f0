"""Rows on their way into the database: streamed by COPY into temporary tables of this connection.

COPY goes into temporary tables only (row-level security refuses it elsewhere), in batches, so that
memory stays the same for ten rows and for a million.
"""

import datetime as dt
import io
import types
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Union, get_args, get_origin

from django.db import connection

from roster.imports import rows
from roster.imports.rows import Row
from schools.tenancy import current_district_id

BATCH = 20_000

TABLES: dict[type, str] = {
    rows.Org: "in_org",
    rows.Session: "in_session",
    rows.Course: "in_course",
    rows.SchoolClass: "in_class",
    rows.Person: "in_person",
    rows.Role: "in_role",
    rows.Enrolment: "in_enrolment",
    rows.Profile: "in_profile",
    rows.Demographic: "in_demographic",
    rows.PupilContact: "in_contact",
}
_TYPES = {str: "text", int: "integer", bool: "boolean", dt.date: "date"}
_NULL = "\x02"


@contextmanager
def staging() -> Iterator[None]:
    """Empty staging tables, gone afterwards, and no time limit on the statements that work on them."""
    _drop()
    run("SET statement_timeout = 0")
    try:
        for row_type, table in TABLES.items():
            columns = ", ".join(
                f"{name} {_sql_type(hint)}" for name, hint in row_type.__annotations__.items()
            )
            run(f"CREATE TEMP TABLE {table} ({columns})")
        yield
    finally:
        if _usable():
            _drop()
            run("RESET statement_timeout")


class StillWriting(Exception):
    """Somebody else is writing this district's roster at this moment."""


@contextmanager
def sole_writer() -> Iterator[None]:
    """One import writes a district at a time, also where a lease ran out under a worker that still lives.

    Raises StillWriting. A dead worker's lock goes with its connection.
    """
    key = {"key": f"roster:{current_district_id()}"}
    if not fetch("SELECT pg_try_advisory_lock(hashtextextended(%(key)s, 0)) AS mine", key)[0]["mine"]:
        raise StillWriting
    try:
        yield
    finally:
        if _usable():
            run("SELECT pg_advisory_unlock(hashtextextended(%(key)s, 0))", key)


def stage(source: Iterable[Row], progress: Callable[[int], None]) -> None:
    """Copy every row; `progress` hears the number of rows copied so far."""
    waiting: dict[type, list[Row]] = {}
    done = 0
    for row in source:
        batch = waiting.setdefault(type(row), [])
        batch.append(row)
        if len(batch) >= BATCH:
            done += _copy(batch)
            progress(done)
    for batch in waiting.values():
        done += _copy(batch)
    progress(done)
    for table in TABLES.values():
        run(f"ANALYZE {table}")


def _usable() -> bool:
    return connection.connection is not None and not connection.needs_rollback


def run(sql: str, params: dict[str, Any] | None = None) -> int:
    """Execute one statement; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def fetch(sql: str, params: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _drop() -> None:
    """All temporary tables of ours, also those an earlier, broken run left on this connection."""
    found = fetch(
        "SELECT string_agg(quote_ident(relname), ', ') AS names FROM pg_class "
        "WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r' AND relname ~ '^(in|want|todo|end)_'"
    )
    if names := found[0]["names"]:
        run(f"DROP TABLE {names}")


def _copy(batch: list[Row]) -> int:
    """COPY as text: cells hold no tab or line end (see `text`), and the mark for NULL is no text."""
    row_type, count = type(batch[0]), len(batch)
    others = [at for at, hint in enumerate(row_type.__annotations__.values()) if hint is not str]
    lines = "\n".join([_line(row, others) for row in batch]).replace("\\", "\\\\")
    batch.clear()
    with connection.cursor() as cursor:
        sql = f"COPY {TABLES[row_type]} FROM STDIN WITH (NULL '{_NULL}')"
        cursor.copy_expert(sql, io.StringIO(lines + "\n"))
    return count


def _line(row: Row, others: list[int]) -> str:
    values: list[Any] = list(row)
    for at in others:
        value = values[at]
        values[at] = _NULL if value is None else str(value)
    return "\t".join(values)


def _sql_type(hint: Any) -> str:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    return _TYPES[hint]
