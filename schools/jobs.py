"""Long work: started by a page, run by a worker that holds a lease, taken up again when a worker dies.

A job's kind is the name of the Celery task that runs it: `task(district_id=..., job_id=...)`. The message
on the broker is only a nudge; what the broker loses, `schools.tasks.sweep` finds in the table.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import structlog
from celery import current_app
from django.db import transaction
from django.db.models import F, Q
from kombu.exceptions import OperationalError

from schools.models import Job
from schools.tenancy import current_district_id

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5
log = structlog.get_logger("schools.jobs")


def start(*, kind: str, subject_id: int, created_by_id: int | None, now: datetime) -> Job:
    """Queue a job in the caller's transaction; the worker hears of it after the commit.

    Raises IntegrityError when the same work on the same subject is already under way.
    """
    job = Job.objects.create(kind=kind, subject_id=subject_id, created_by_id=created_by_id, created_at=now)
    transaction.on_commit(lambda: nudge(job), robust=True)
    return job


def nudge(job: Job) -> None:
    """Tell a worker; a broker that is away only delays the job until the next sweep."""
    _send(job.kind, district_id=job.district_id, job_id=job.pk)


def announce(task: str) -> None:
    """After the commit tell a worker that `task` has something due in the current district."""
    district_id = current_district_id()
    transaction.on_commit(lambda: _send(task, district_id=district_id), robust=True)


def claim(job_id: int, *, now: datetime) -> Job | None:
    """Take the job for one lease; None when another worker holds it, or it is over.

    A job that has failed MAX_ATTEMPTS times is given up.
    """
    mine = due(now).filter(pk=job_id)
    if mine.filter(attempts__gte=MAX_ATTEMPTS).update(status=Job.Status.FAILED, finished_at=now):
        log.error("job given up", job=job_id)
        return None
    taken = mine.update(status=Job.Status.RUNNING, lease_until=now + LEASE, attempts=F("attempts") + 1)
    return Job.objects.get(pk=job_id) if taken else None


def due(now: datetime):
    """Jobs that no worker holds."""
    return Job.objects.unfinished().filter(Q(lease_until=None) | Q(lease_until__lt=now))


def latest(*, kinds: Collection[str], subject_id: int) -> Job | None:
    """The last job on a subject, for the page that shows how it goes."""
    return Job.objects.filter(kind__in=kinds, subject_id=subject_id).order_by("-pk").first()


def advance(job: Job, *, done: int, total: int, doing: str, now: datetime) -> None:
    """Show progress (committed rows) and hold the job for another lease."""
    job.done, job.total, job.doing, job.lease_until = done, total, doing, now + LEASE
    job.save(update_fields=["done", "total", "doing", "lease_until"])


def finish(job: Job, *, now: datetime, failed: bool = False) -> None:
    job.status = Job.Status.FAILED if failed else Job.Status.DONE
    job.finished_at, job.lease_until = now, None
    job.save(update_fields=["status", "finished_at", "lease_until"])


def _send(task: str, **ids: int | None) -> None:
    try:
        current_app.send_task(task, kwargs=ids, retry=False)
    except OperationalError:
        log.warning("broker away, the sweep will find the work", due=task, **ids)
