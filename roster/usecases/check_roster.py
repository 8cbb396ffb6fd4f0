"""A worker reads an uploaded roster and says what it would do. Nothing of the roster is written."""

from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction

from roster.imports import run as imports
from roster.imports.run import Outcome, Progress
from roster.imports.uploads import open_upload
from roster.models import ImportFinding, ImportRun
from schools.models import District
from schools.tenancy import current_district_id


def check_roster(*, run: ImportRun, progress: Progress, now: datetime) -> Outcome:
    """Leaves the run ready to apply, or refused, with its findings, counts and samples."""
    outcome = imports.check(partial(open_upload, run), today=local_day(now), progress=progress)
    with transaction.atomic():
        keep_outcome(run, outcome, now=now)
    return outcome


def keep_outcome(run: ImportRun, outcome: Outcome, *, now: datetime) -> None:
    """Write down what a check found; an earlier check of the same run is forgotten."""
    run.status = ImportRun.Status.REFUSED if outcome.errors else ImportRun.Status.READY
    run.format, run.checked_at = outcome.format, now
    run.counts, run.samples, run.totals = outcome.counts, outcome.samples, outcome.totals
    run.save(update_fields=["status", "format", "checked_at", "counts", "samples", "totals"])
    run.findings.all().delete()
    ImportFinding.objects.bulk_create(
        ImportFinding(
            run=run,
            severity=found.severity,
            code=found.code,
            file=found.file[:120],
            row=found.row,
            field=found.field[:120],
            params=found.params,
            times=found.times,
        )
        for found in outcome.findings
    )


def local_day(now: datetime) -> date:
    """Today, where the district is."""
    district = District.objects.get(pk=current_district_id())
    return now.astimezone(ZoneInfo(district.time_zone)).date()
