"""One import from its file to the tables: open, stage, check, plan - and, when asked, apply."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from roster.imports import kinds, people
from roster.imports.apply import AfterSlice, Slice, write
from roster.imports.archive import Member, Unreadable
from roster.imports.cross_checks import check_listed, check_together
from roster.imports.findings import Finding
from roster.imports.formats import Source, open_source
from roster.imports.formats.contacts_csv import ContactList
from roster.imports.kinds import Kind
from roster.imports.plan import Plan, warn, work_out
from roster.imports.report import Report
from roster.imports.staging import sole_writer, stage, staging
from roster.number_shape import keep_number_shape
from schools import statistics
from schools.models import School, StaffAssignment, StaffMember
from schools.tenancy import current_district_id

MANY = 500  # written rows after which the planner has to hear of them
Opener = Callable[[Report], list[Member]]
Progress = Callable[[str, int, int], None]  # doing, done, total


@dataclass(slots=True)
class Outcome:
    """What an import found and planned. `applied` only when it was written from the first row to the last."""

    format: str = ""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    samples: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)  # code -> how often, also beyond what is kept
    errors: int = 0
    applied: bool = False


def quiet(doing: str, done: int, total: int) -> None:
    """For callers that show no progress."""


def nothing_more(slice_: Slice) -> None:
    """For callers that have nothing to do after a slice."""


def check(opened: Opener, *, today: dt.date, progress: Progress = quiet) -> Outcome:
    """Read and compare everything, write nothing."""
    return _Run(today, None, progress, None).go(opened)


def apply(
    opened: Opener,
    *,
    today: dt.date,
    now: dt.datetime,
    after_slice: AfterSlice = nothing_more,
    progress: Progress = quiet,
) -> Outcome:
    """Check again - the district may have changed since - and write unless there is an error.

    Raises StillWriting where another import of the district has not ended.
    """
    with sole_writer():
        return _Run(today, now, progress, after_slice).go(opened)


@dataclass(slots=True)
class _Run:
    today: dt.date
    now: dt.datetime | None  # when it is written; a check writes nothing
    progress: Progress
    after_slice: AfterSlice | None
    report: Report = field(default_factory=Report)
    plan: Plan = field(default_factory=Plan)
    written: int = 0

    def go(self, opened: Opener) -> Outcome:
        outcome = Outcome()
        try:
            source = open_source(opened(self.report), self.report)
            outcome.format = f"{source.name} {source.version}".strip()
            outcome.applied = self._with(source)
        except Unreadable as problem:
            problem.tell(self.report)
        outcome.counts, outcome.samples = self.plan.counts, self.plan.samples
        outcome.findings, outcome.totals = self.report.findings(), dict(self.report.counts)
        outcome.errors = self.report.errors
        return outcome

    def _with(self, source: Source) -> bool:
        lines = source.lines
        with staging():
            stage(source.read(self.report), lambda done: self.progress("reading", min(done, lines), lines))
            params = {"district": current_district_id(), "today": self.today, "now": self.now}
            self._check(source, params)
            if self.report.errors:
                return False
            for kind in kinds.CONTACTS_CSV if source.name == "contacts" else kinds.ONEROSTER:
                self._work(kind, source.modes, params)
            if self.after_slice is None:
                warn(self.plan, self.report, params)
        if not source.modes:
            self.report.add("no_changes")
        if self.written > MANY:
            statistics.gather(
                *apps.get_app_config("roster").get_models(), School, StaffMember, StaffAssignment
            )
        return self.after_slice is not None

    def _check(self, source: Source, params: dict[str, Any]) -> None:
        if isinstance(source, ContactList):
            people.resolve_listed(params)
            check_listed(source.file, self.report, params)
        else:
            people.resolve_people(source.modes, source.version, params)
            check_together(source.modes, source.version, self.report, params, self._pulse)

    def _pulse(self) -> None:
        """Between two long statements: whoever watches sees that somebody is still at work."""
        self.progress("checking", 0, 0)

    def _work(self, kind: Kind, modes: dict[str, str], params: dict[str, Any]) -> None:
        """Plan a table and, given `after_slice`, write it: the ids of one table are known to the next."""
        if self.after_slice is None:
            self._pulse()
        bulk = work_out(kind, modes, params, self.plan)
        if self.after_slice is not None:
            write(kind, self.plan.counts[kind.name], params, bulk=bulk, after_slice=self._after)

    def _after(self, slice_: Slice) -> None:
        assert self.after_slice is not None  # noqa: S101 - _work asks
        self.after_slice(slice_)
        if slice_.kind == kinds.STUDENTS.name:
            keep_number_shape()
        self.written += len(slice_)
        self.progress(slice_.kind, self.written, 0)
