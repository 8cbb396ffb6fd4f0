"""Collects what an import notices, without ever growing beyond a thousand findings of a kind."""

import dataclasses
from collections import Counter
from typing import Any

from roster.imports.findings import ERROR, NOTICE, SENTENCES, WARNING, Finding, Severity

KEPT_PER_CODE = 1000
_LONGEST_VALUE = 60


class Report:
    """Collects findings, keeps at most KEPT_PER_CODE of a code and counts them all.

    Notices, and nothing else, are told once a file and field with the number of rows.
    """

    def __init__(self) -> None:
        self.errors = 0
        self.counts: Counter[str] = Counter()
        self._kept: list[Finding] = []
        self._notices: dict[tuple[str, str, str], Finding] = {}
        self._times: Counter[tuple[str, str, str]] = Counter()

    def add(
        self,
        code: str,
        *,
        file: str = "",
        row: int | None = None,
        field: str = "",
        severity: Severity | None = None,
        times: int = 1,
        **params: object,
    ) -> None:
        severity = severity or SENTENCES[code][0]
        self.counts[code] += times
        self.errors += times if severity == ERROR else 0
        if severity == NOTICE:
            key = (code, file, field)
            self._times[key] += times
            if key not in self._notices:
                self._notices[key] = Finding(severity, code, file, row, field, _shown(params))
        elif self.counts[code] - times < KEPT_PER_CODE:
            self._kept.append(Finding(severity, code, file, row, field, _shown(params), times))

    def count(self, code: str, more: int, severity: Severity | None = None) -> None:
        """Findings that were counted and not told one by one."""
        severity = severity or SENTENCES[code][0]
        self.counts[code] += more
        self.errors += more if severity == ERROR else 0

    def findings(self) -> list[Finding]:
        """Errors first, then warnings, then notices; each in the order in which they were noticed."""
        notices = [
            dataclasses.replace(finding, times=self._times[key]) for key, finding in self._notices.items()
        ]
        order = {ERROR: 0, WARNING: 1, NOTICE: 2}
        return sorted([*self._kept, *notices], key=lambda finding: order[finding.severity])


def _shown(params: dict[str, object]) -> dict[str, Any]:
    """Values as they may be repeated: short, and without signs that are no text."""
    return {name: _short(value) if isinstance(value, str) else value for name, value in params.items()}


def _short(value: str) -> str:
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


class Spot:
    """A row of a file: what is wrong there is told without naming it again."""

    __slots__ = ("_report", "file", "row")

    def __init__(self, report: Report, file: str, row: int) -> None:
        self._report, self.file, self.row = report, file, row

    def add(self, code: str, **more: Any) -> None:
        self._report.add(code, file=self.file, row=self.row, **more)
