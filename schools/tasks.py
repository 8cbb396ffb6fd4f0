"""What beat asks for: the sweep every few seconds, the clean-ups every hour."""

from celery import current_app, shared_task
from django.db import close_old_connections, connection
from django.utils import timezone

from schools import jobs
from schools.models import District
from schools.tenancy import DistrictTask


@shared_task(name="schools.tasks.sweep")
def sweep() -> None:
    """Whatever is due and no worker has taken. Beat belongs to no district: it learns which have work."""
    close_old_connections()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT kind, district_id FROM work_due(%s)", [timezone.now()])
            due = cursor.fetchall()
    finally:
        close_old_connections()
    for task, district_id in due:
        current_app.send_task(task, kwargs={"district_id": district_id})


@shared_task(name="schools.tasks.sweep_jobs", base=DistrictTask)
def sweep_jobs(*, district_id: int) -> None:
    for job in jobs.due(timezone.now()):
        jobs.nudge(job)


@shared_task(name="schools.tasks.everywhere")
def everywhere(task: str) -> None:
    """Ask for one task, by its name, in each district."""
    close_old_connections()
    try:
        district_ids = list(District.objects.values_list("pk", flat=True))
    finally:
        close_old_connections()
    for district_id in district_ids:
        current_app.send_task(task, kwargs={"district_id": district_id})
