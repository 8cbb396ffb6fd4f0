"""Writing what the plan found, in slices. Each slice is a transaction of its own and can be repeated.

A worker that dies leaves finished slices behind; the next run works out what is left and goes on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from roster.imports.kinds import Kind
from roster.imports.staging import fetch, run
from schools import statistics

SLICE = 5_000


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows of one kind that have just been written, in the transaction that is about to commit."""

    kind: str
    new: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    ended: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.new) + len(self.changed) + len(self.ended)


AfterSlice = Callable[[Slice], None]


def write(
    kind: Kind, counts: dict[str, int], params: dict[str, Any], *, bulk: bool, after_slice: AfterSlice
) -> None:
    """Write todo_<kind> and end_<kind>. `after_slice` runs inside each slice's transaction."""
    for low, high in _slices(counts["new"] + counts["changed"]):
        with transaction.atomic():
            here = {**params, "low": low, "high": high}
            if kind.before:
                run(kind.before, here)
            changed = _ids(_update(kind), here) if counts["changed"] else ()
            new = _ids(_insert(kind), here) if counts["new"] else ()
            after_slice(Slice(kind.name, new=new, changed=changed))
        if low == 0 and counts["new"] > SLICE:  # else the next ones are planned for a table that was empty
            statistics.gather(kind.table)
    end = kind.end if bulk or not kind.end_gone else kind.end_gone
    for low, high in _slices(counts["ended"]):
        with transaction.atomic():
            ended = _ids(_finish(kind, end), {**params, "low": low, "high": high})
            after_slice(Slice(kind.name, ended=ended))


def _slices(rows: int) -> Iterator[tuple[int, int]]:
    for low in range(0, rows, SLICE):
        yield low, low + SLICE


def _ids(sql: str, params: dict[str, Any]) -> tuple[int, ...]:
    return tuple(row["id"] for row in fetch(sql, params))


def _update(kind: Kind) -> str:
    copied = [(column, f"w.{column}") for column in kind.values]
    values = ", ".join(f"{column} = {value}" for column, value in (*copied, *kind.also))
    return f"""UPDATE {kind.table} t SET {values} FROM todo_{kind.name} w
               WHERE w.n > %(low)s AND w.n <= %(high)s AND t.id = w.target AND t.district_id = %(district)s
               RETURNING t.id"""


def _insert(kind: Kind) -> str:
    columns = (*kind.key, *kind.values)
    names = ", ".join(("district_id", *columns, *(name for name, _ in kind.first)))
    values = ", ".join(
        ("%(district)s", *(f"w.{name}" for name in columns), *(value for _, value in kind.first))
    )
    return f"""INSERT INTO {kind.table} ({names}) SELECT {values} FROM todo_{kind.name} w
               WHERE w.n > %(low)s AND w.n <= %(high)s AND w.target IS NULL RETURNING id"""


def _finish(kind: Kind, end: str) -> str:
    return f"""UPDATE {kind.table} t SET {end} FROM end_{kind.name} e
               WHERE e.n > %(low)s AND e.n <= %(high)s AND t.id = e.target AND t.district_id = %(district)s
               RETURNING t.id"""
