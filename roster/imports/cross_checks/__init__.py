"""What only shows when rows are seen together: asked of the staged tables, one query a check."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from roster.imports.cross_checks import listed, people
from roster.imports.cross_checks.check import Check, tell
from roster.imports.cross_checks.references import reference_checks
from roster.imports.report import Report
from roster.imports.staging import fetch


def check_together(
    modes: dict[str, str], version: str, report: Report, params: dict[str, Any], pulse: Callable[[], None]
) -> None:
    """Every check that concerns the files at hand. params: district, today. pulse: called before each."""
    for check in (*reference_checks(modes, version), *people.CHECKS):
        if check.file in modes:
            pulse()
            tell(replace(check, file=f"{check.file}.csv"), report, params)


def check_listed(file: str, report: Report, params: dict[str, Any]) -> None:
    for code, field, sql in listed.CHECKS:
        tell(Check(code, file, field, sql), report, params)
    if fetch("SELECT 1 FROM in_contact LIMIT 1") and not fetch("SELECT 1 FROM in_listed LIMIT 1"):
        report.add("all_numbers_unknown", file=file)
