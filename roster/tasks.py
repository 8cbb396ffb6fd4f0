"""Rosters are read and written by a worker; the pages watch the job."""

from collections.abc import Callable
from typing import Any

import structlog
from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from roster.imports.run import Progress
from roster.imports.staging import StillWriting
from roster.models import ImportRun
from roster.usecases import apply_roster as apply
from roster.usecases import check_roster as check
from roster.usecases.clear_imports import clear_imports, stop
from roster.usecases.upload_roster import APPLY_KIND, CHECK_KIND
from schools import jobs
from schools.models import Job
from schools.tenancy import DistrictTask

log = structlog.get_logger("roster.tasks")


@shared_task(name=CHECK_KIND, base=DistrictTask)
def check_roster(*, district_id: int, job_id: int) -> None:
    _work(job_id, check.check_roster)


@shared_task(name=APPLY_KIND, base=DistrictTask)
def apply_roster(*, district_id: int, job_id: int) -> None:
    _work(job_id, apply.apply_roster)


@shared_task(name="roster.tasks.clear_uploads", base=DistrictTask)
def clear_uploads(*, district_id: int) -> None:
    clear_imports(now=timezone.now())


def _work(job_id: int, use_case: Callable[..., Any]) -> None:
    """Claim the job and do its work; a fault of ours ends the run, a database that is away does not."""
    job = jobs.claim(job_id, now=timezone.now())
    if job is None:
        given_up = Job.objects.filter(pk=job_id, status=Job.Status.FAILED)
        stop(ImportRun.objects.filter(pk__in=given_up.values("subject_id")))
        return
    run = ImportRun.objects.get(pk=job.subject_id)
    try:
        use_case(run=run, progress=_show(job, run), now=timezone.now())
    except StillWriting:
        log.warning("another worker still writes this roster", job=job.pk, run=run.pk)
        return  # if it dies, the sweep finds the job again
    except (OperationalError, InterfaceError):
        raise  # the lease runs out, and the sweep tries again
    except Exception:
        log.exception("roster import stopped", job=job.pk, run=run.pk)
        stop(ImportRun.objects.filter(pk=run.pk))
        jobs.finish(job, now=timezone.now(), failed=True)
        raise
    jobs.finish(job, now=timezone.now())


def _show(job: Job, run: ImportRun) -> Progress:
    """Progress on the job, whose lease it renews. What is to be written was counted by the check."""

    def show(doing: str, done: int, total: int) -> None:
        jobs.advance(job, done=done, total=total or max(run.writes, done), doing=doing, now=timezone.now())

    return show
