"""What the check has shown is written: asked for by a district admin, done by a worker."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from roster.imports import run as imports
from roster.imports.apply import AfterSlice
from roster.imports.run import Opener, Outcome, Progress, nothing_more
from roster.imports.uploads import open_upload
from roster.models import ImportRun
from roster.usecases.check_roster import keep_outcome, local_day
from roster.usecases.forget_upload import forget_upload
from roster.usecases.upload_roster import APPLY_KIND, CHECK_KIND
from schools import audit, jobs
from schools.audit import Actor

Status = ImportRun.Status


class NotReady(Exception):
    """The file has not been checked, has errors, or is applied already."""


class AnotherIsApplying(Exception):
    """One import at a time writes a district's roster."""


class CheckedBefore(Exception):
    """Another import was applied after this file was checked: what was shown is no longer true."""


def start_applying(*, run: ImportRun, actor: Actor, now: datetime) -> None:
    """Raises NotReady, CheckedBefore or AnotherIsApplying."""
    if ImportRun.objects.filter(applied_at__gt=run.checked_at or now).exists():
        raise CheckedBefore(run.file_name)
    try:
        with transaction.atomic():
            if not ImportRun.objects.filter(pk=run.pk, status=Status.READY).update(status=Status.APPLYING):
                raise NotReady(run.file_name)
            jobs.start(kind=APPLY_KIND, subject_id=run.pk, created_by_id=actor.account_id, now=now)
    except IntegrityError as error:  # one applying run a district: the constraint has the last word
        raise AnotherIsApplying(run.file_name) from error


def check_again(*, run: ImportRun, actor: Actor, now: datetime) -> None:
    """Raises NotReady where there is nothing to check: it is being applied, or is applied."""
    again = [Status.READY, Status.REFUSED, Status.FAILED]
    with transaction.atomic():
        if not ImportRun.objects.filter(pk=run.pk, status__in=again).update(status=Status.CHECKING):
            raise NotReady(run.file_name)
        jobs.start(kind=CHECK_KIND, subject_id=run.pk, created_by_id=actor.account_id, now=now)


def apply_roster(*, run: ImportRun, progress: Progress, now: datetime) -> Outcome:
    """Write the uploaded roster, slice by slice; safe to call again after a worker has died half-way."""
    return write_roster(run=run, opened=partial(open_upload, run), progress=progress, now=now)


def write_roster(*, run: ImportRun, opened: Opener, progress: Progress, now: datetime) -> Outcome:
    """Write a run that is marked as being applied. A file that has errors by now is refused after all."""
    outcome = imports.apply(
        opened, today=local_day(now), now=now, after_slice=after_slice(), progress=progress
    )
    with transaction.atomic():
        if outcome.applied:
            _mark_applied(run, now=now)
        else:
            keep_outcome(run, outcome, now=now)
    return outcome


def after_slice() -> AfterSlice:
    """What `settings.AFTER_ROSTER_SLICE` names: it follows a roster that does not know it."""
    return import_string(settings.AFTER_ROSTER_SLICE) if settings.AFTER_ROSTER_SLICE else nothing_more


def _mark_applied(run: ImportRun, *, now: datetime) -> None:
    """The roster is written; what the file said beyond it is forgotten."""
    run.status, run.applied_at, run.samples = Status.APPLIED, now, {}
    run.save(update_fields=["status", "applied_at"])
    forget_upload([run.pk])
    audit.record(
        actor=_who_started(run),
        verb=audit.Verb.ROSTER_APPLIED,
        at=now,
        object_kind="import_run",
        object_id=run.pk,
        count=run.writes,
        details={"counts": run.counts},
    )


def _who_started(run: ImportRun) -> Actor:
    """Who pressed *Apply*, who need not be who uploaded; a command has no job."""
    job = jobs.latest(kinds=[APPLY_KIND], subject_id=run.pk)
    return Actor(job.created_by_id if job else run.created_by_id)
