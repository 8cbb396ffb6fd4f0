"""What the worker of an installation runs besides the portal's own tasks."""

import json
import os
import time

import redis
from celery import shared_task
from django.conf import settings
from django.db import connection
from django.utils import timezone

from schools import jobs
from schools.tenancy import DistrictTask
from tests.portal.sight import districts_seen

STEPS = 30
SEEN = "faults:seen"


@shared_task(name="faults.count", base=DistrictTask)
def count_slowly(*, district_id: int, job_id: int) -> None:
    """A job of thirty steps of a fifth of a second, each committed."""
    job = jobs.claim(job_id, now=timezone.now())
    if job is None:
        return
    for done in range(job.done + 1, STEPS + 1):
        time.sleep(0.2)
        tell({"job": job_id, "step": done, "process": os.getpid()})
        jobs.advance(job, done=done, total=STEPS, doing="counting", now=timezone.now())
    jobs.finish(job, now=timezone.now())


@shared_task(name="faults.look", base=DistrictTask)
def look(*, district_id: int, fails: bool) -> None:
    """Tells whose rows it sees, and then may fail, with and without a transaction."""
    tell({"district": district_id, "sees": districts_seen()})
    if fails:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")


@shared_task(name="faults.forget")
def forget() -> None:
    """A task that forgot its district."""
    tell({"district": None, "sees": districts_seen()})


@shared_task(name="faults.quote", base=DistrictTask)
def quote(*, district_id: int, secret: str) -> None:
    """Fails with a secret in a variable and in its message, as an error of the database quotes a row."""
    raise ValueError(f"could not use {secret}")


def tell(fact: dict[str, object]) -> None:
    redis.from_url(settings.REDIS_URL).rpush(SEEN, json.dumps(fact))
