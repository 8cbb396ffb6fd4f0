"""The sweep: every few seconds, whatever is due in any district and no worker has taken."""

from celery import shared_task
from django.db import close_old_connections, connection
from django.utils import timezone

from schools import jobs
from schools.tenancy import DistrictTask


@shared_task(name="schools.tasks.sweep")
def sweep() -> None:
    """Beat belongs to no district: it learns which have work, and asks for one task each."""
    close_old_connections()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT district_id FROM work_due(%s) WHERE kind = 'job'", [timezone.now()])
            district_ids = [row[0] for row in cursor.fetchall()]
    finally:
        close_old_connections()
    for district_id in district_ids:
        sweep_jobs.delay(district_id=district_id)


@shared_task(name="schools.tasks.sweep_jobs", base=DistrictTask)
def sweep_jobs(*, district_id: int) -> None:
    for job in jobs.due(timezone.now()):
        jobs.nudge(job)
