"""A worker dies in the middle of an import: another one finishes it, and nothing shows (F12)."""

import io
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone

from portal import environment
from portal.launcher.children import dies_with_us
from roster.models import (
    ClassTeacher,
    Contact,
    Enrolment,
    ImportRun,
    SchoolClass,
    Student,
    StudentContact,
    UploadChunk,
)
from roster.tasks import check_roster
from roster.usecases.apply_roster import start_applying
from roster.usecases.check_roster import local_day
from roster.usecases.upload_roster import APPLY_KIND, upload_roster
from schools import jobs
from schools.audit import SYSTEM, Verb
from schools.models import AuditEvent, District, Job, School, StaffAssignment, StaffMember
from schools.tenancy import use_district
from tests.brokers import broker_url
from tests.databases import login_url
from tests.people import undone
from tests.roster.bundles import bundle
from tests.roster.importing import put

# What the job says it has just done when the next slice is of this kind.
BEFORE = {"classes": "courses", "contacts": "student_schools", "enrolments": "class_teachers"}
ROSTER = (
    School,
    StaffMember,
    StaffAssignment,
    SchoolClass,
    Student,
    Contact,
    StudentContact,
    ClassTeacher,
    Enrolment,
)


@contextmanager
def worker(database: str, worker_id: str, pause_at: str = ""):
    """A Celery worker with its children, in a process group that can be killed as one."""
    env = {
        **os.environ,
        "DATABASE_URL": login_url(database),
        "REDIS_URL": broker_url(worker_id),
        "DJANGO_SETTINGS_MODULE": "tests.roster.pausing",
        "PAUSE_AT": pause_at,
    }
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "-c", "1", "-l", "WARNING"]
    process = subprocess.Popen(command, env=env, preexec_fn=dies_with_us(), start_new_session=True)
    try:
        yield env["REDIS_URL"]
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def wait_until(condition, seconds: int = 60) -> None:
    for _ in range(seconds * 10):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen")


def facts() -> dict[str, list]:
    """What the roster of this district holds, without the ids that the database gave and its first admin."""
    rows = {model.__name__: map(repr, model.objects.values_list(*columns(model))) for model in ROSTER}
    return {name: sorted(row for row in found if "admin:first" not in row) for name, found in rows.items()}


def columns(model) -> list[str]:
    named = {"student", "school", "contact", "staff", "school_class", "course"}
    fields = [field.name for field in model._meta.fields if field.name not in ("id", "district")]
    return [f"{name}__sourced_id" if name in named else name for name in fields]


def ready(data: bytes) -> Job:
    """An uploaded and checked bundle that somebody has just asked to apply."""
    run = upload_roster(stream=io.BytesIO(data), name="roster.zip", actor=SYSTEM, now=timezone.now())
    check_roster(district_id=run.district_id, job_id=Job.objects.get(subject_id=run.pk).pk)
    run.refresh_from_db()
    start_applying(run=run, actor=SYSTEM, now=timezone.now())
    return Job.objects.get(kind=APPLY_KIND, subject_id=run.pk)


def announce(job: Job, redis_url: str) -> None:
    with current_app.connection_for_write(environment.broker_url(redis_url)) as connection:
        ids = {"district_id": job.district_id, "job_id": job.pk}
        current_app.send_task(job.kind, kwargs=ids, connection=connection)


@pytest.mark.parametrize("killed_at", ["classes", "contacts", "enrolments"])
def test_a_killed_import_is_finished_by_the_next_worker(committed_db, worker_id, killed_at):
    with use_district(District.objects.get(slug="cedar").pk):
        with undone():
            put(bundle(), today=local_day(timezone.now()))
            expected = facts()
        job = ready(bundle())
        with worker(committed_db, worker_id, pause_at=killed_at) as redis_url:
            announce(job, redis_url)
            wait_until(lambda: Job.objects.get(pk=job.pk).doing == BEFORE[killed_at])
            time.sleep(0.5)  # it is inside the slice now, and has not committed it
        assert School.objects.exists()
        assert facts() != expected
        assert ImportRun.objects.get(pk=job.subject_id).status == ImportRun.Status.APPLYING
        # A minute later the lease has run out, and the sweep finds the job.
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        assert list(jobs.due(timezone.now())) == [job]
        with worker(committed_db, worker_id) as redis_url:
            announce(job, redis_url)
            wait_until(lambda: Job.objects.get(pk=job.pk).status == Job.Status.DONE)
        assert facts() == expected
        run = ImportRun.objects.get(pk=job.subject_id)
        assert run.status == ImportRun.Status.APPLIED
        assert not UploadChunk.objects.filter(run=run).exists()
        assert AuditEvent.objects.filter(verb=Verb.ROSTER_APPLIED, object_id=run.pk).count() == 1
