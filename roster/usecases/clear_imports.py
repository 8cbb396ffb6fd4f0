"""Uploads do not lie about: what nobody applied within a day is wiped, what died is called stopped."""

from datetime import datetime, timedelta

from django.db import transaction

from roster.models import ImportRun
from roster.usecases.forget_upload import forget_upload
from roster.usecases.upload_roster import APPLY_KIND, CHECK_KIND
from schools.models import Job

KEPT = timedelta(hours=24)


def clear_imports(*, now: datetime) -> None:
    """In the current district. A run that is being applied keeps its file."""
    under_way = Job.objects.unfinished().filter(kind__in=[CHECK_KIND, APPLY_KIND])
    runs = ImportRun.objects.exclude(pk__in=under_way.values("subject_id"))
    with transaction.atomic():
        stop(runs.filter(created_at__lt=now - timedelta(minutes=5)))
        old = runs.filter(created_at__lt=now - KEPT)
        forget_upload(list(old.values_list("pk", flat=True)))
        old.filter(status=ImportRun.Status.READY).update(status=ImportRun.Status.FAILED)


def stop(runs) -> None:
    """Runs whose work is over without an outcome: the worker gave up, or a command was killed."""
    unsettled = [ImportRun.Status.CHECKING, ImportRun.Status.APPLYING]
    runs.filter(status__in=unsettled).update(status=ImportRun.Status.FAILED)
