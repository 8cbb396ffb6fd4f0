"""manage.py import_roster DISTRICT PATH [--check] [--json]"""

import dataclasses
import json
import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roster.imports.archive import Member, open_file, open_folder
from roster.imports.findings import Finding
from roster.imports.report import Report
from roster.imports.run import Outcome
from roster.usecases.apply_roster import AnotherIsApplying
from roster.usecases.import_at_once import import_at_once
from schools.models import District
from schools.tenancy import use_district


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Import a roster: a OneRoster ZIP or folder, or a contacts CSV. Errors keep everything out."

    def add_arguments(self, parser):
        parser.add_argument("district", help="its short name, as in the web address")
        parser.add_argument("path", type=Path)
        parser.add_argument("--check", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        path: Path = options["path"]
        district = District.objects.filter(slug=options["district"]).first()
        if district is None:
            raise CommandError(f"There is no district “{options['district']}”.")
        if not path.exists():
            raise CommandError(f"There is no file or folder {path}.")
        started = time.perf_counter()
        with use_district(district.pk):
            outcome = self._import(path, check_only=options["check"])
        seconds = time.perf_counter() - started
        self.stdout.write(_as_json(outcome, seconds) if options["json"] else _as_text(outcome, seconds))
        if outcome.errors:
            sys.exit(1)

    def _import(self, path: Path, *, check_only: bool) -> Outcome:
        def opened(report: Report) -> list[Member]:
            return (
                open_folder(path, report) if path.is_dir() else open_file(path.open("rb"), path.name, report)
            )

        try:
            return import_at_once(opened=opened, name=path.name, check_only=check_only, now=timezone.now())
        except AnotherIsApplying as error:
            raise CommandError("Another import is being applied. Try again when it is done.") from error


def _as_json(outcome: Outcome, seconds: float) -> str:
    findings = [dataclasses.asdict(found) | {"sentence": found.sentence} for found in outcome.findings]
    return json.dumps(
        {
            "format": outcome.format,
            "applied": outcome.applied,
            "errors": outcome.errors,
            "counts": outcome.counts,
            "findings": findings,
            "totals": outcome.totals,
            "seconds": round(seconds, 2),
        },
        indent=2,
    )


def _as_text(outcome: Outcome, seconds: float) -> str:
    lines = [f"{outcome.format or 'not read'}"]
    for kind, counts in outcome.counts.items():
        numbers = ", ".join(f"{counts[what]} {what}" for what in ("new", "changed", "unchanged", "ended"))
        lines.append(f"  {kind:18} {counts['rows']:>8} rows: {numbers}")
    lines += [_finding_line(found) for found in outcome.findings]
    verdict = "Applied." if outcome.applied else "Nothing was written."
    return "\n".join([*lines, f"{verdict} {seconds:.2f} seconds"])


def _finding_line(found: Finding) -> str:
    place = " ".join(filter(None, [found.file, f"row {found.row}" if found.row else "", found.field]))
    more = f" ({found.times} rows)" if found.times > 1 else ""
    return f"  {found.severity:8} {place + ': ' if place else ''}{found.sentence}{more}"
