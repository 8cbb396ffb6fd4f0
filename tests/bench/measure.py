"""CPU time of this process and of the PostgreSQL backends that work for it; medians of interleaved repeats."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.bench.targets import TARGETS

_TICKS = os.sysconf("SC_CLK_TCK")


def sized(usual: int, smallest: int) -> int:
    """How much a bench takes on; the smallest where a test only asks whether it still runs."""
    return smallest if "BENCH_SMALLEST" in os.environ else usual


REPEATS = sized(5, 1)


@dataclass
class Side:
    """One way to do the job: what each repeat cost, in seconds a unit of `units`."""

    name: str
    units: int
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    @contextmanager
    def measured(self, *workers: int, own: bool = True) -> Iterator[None]:
        """`workers` are process ids; `own` is False where this process only asks."""
        cpu, wall = _cpu(workers, own), time.perf_counter()
        yield
        self.cpu.append((_cpu(workers, own) - cpu) / self.units)
        self.wall.append((time.perf_counter() - wall) / self.units)

    def __str__(self) -> str:
        total = f"{median(self.cpu) * self.units:.2f} s CPU, {median(self.wall) * self.units:.2f} s wall"
        return f"{self.name} {total} for {self.units:,}"


@dataclass(frozen=True)
class Figure:
    """One line of the report."""

    name: str
    value: float
    sides: str

    @property
    def ok(self) -> bool:
        return TARGETS[self.name].met_by(self.value)

    def __str__(self) -> str:
        verdict = "ok" if self.ok else "SHORT"
        return f"{self.name} {self.value:.4g} {TARGETS[self.name]} {verdict}  ({self.sides})"

    def as_dict(self) -> dict[str, object]:
        target = str(TARGETS[self.name])
        return {"name": self.name, "value": self.value, "target": target, "ok": self.ok, "sides": self.sides}


def ratio(name: str, of: list[float], to: list[float], *sides: Side) -> Figure:
    described = "; ".join(map(str, sides))
    return Figure(name, quotient(of, to), f"{described}; {len(of)} and {len(to)} repeats")


def quotient(of: list[float], to: list[float]) -> float:
    """The median of one side through the median of the other; too little to be measured counts as a tick."""
    return median(of) / (median(to) or 1 / _TICKS)


def alternate(repeats: int, *steps: Callable[[], None]) -> None:
    """Interleaved, so that a busy minute of the machine falls on every side alike."""
    for _ in range(repeats):
        for step in steps:
            step()


def _cpu(workers: tuple[int, ...], own: bool) -> float:
    return own * time.process_time() + sum(map(_cpu_of, workers))


def _cpu_of(pid: int) -> float:
    """User and system time; the name in the second field may hold spaces."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
