"""Imports in tests: put a file in, spoil or change the small one, count what was written."""

import datetime as dt

from roster.imports import run
from tests.roster.bundles import bundle, opener, small_tables

TODAY = dt.date(2026, 9, 1)
NEXT_DAY = dt.date(2026, 9, 2)


def at(day: dt.date) -> dt.datetime:
    """When the import of a day runs: at night."""
    return dt.datetime.combine(day, dt.time(2), dt.UTC)


def put(data: bytes, today: dt.date = TODAY, name: str = "roster.zip") -> run.Outcome:
    outcome = run.apply(opener(data, name), today=today, now=at(today))
    assert outcome.errors == 0, [(f.code, f.file, f.row) for f in outcome.findings]
    return outcome


def written(outcome: run.Outcome) -> int:
    return sum(c["new"] + c["changed"] + c["ended"] for c in outcome.counts.values())


def changed(version: str = "1.2", **changes: dict[int, dict[str, str]]) -> bytes:
    """The small bundle, given cells changed: users={3: {"familyName": "Weber"}} (2 is the first row)."""
    found = small_tables(version)
    for file, rows in changes.items():
        for row, cells in rows.items():
            found[file][row - 2].update(cells)
    return bundle(found, version=version)


def row_of(file: str, id_: str, **cells: str) -> dict[str, str]:
    return next(row for row in small_tables()[file] if row["sourcedId"] == id_) | cells
