"""A district admin hands in a roster file: it is sealed, and a worker is asked to check it."""

from datetime import datetime
from pathlib import PurePosixPath
from typing import BinaryIO

from django.db import transaction

from roster.imports import uploads
from roster.models import ImportRun
from schools import audit, jobs
from schools.audit import Actor

CHECK_KIND, APPLY_KIND = "roster.tasks.check_roster", "roster.tasks.apply_roster"


def upload_roster(*, stream: BinaryIO, name: str, actor: Actor, now: datetime) -> ImportRun:
    """Nothing is read yet but the bytes. Returns the run whose page shows how the check goes."""
    with transaction.atomic():
        run = ImportRun.objects.create(
            file_name=_file_name(name), created_by_id=actor.account_id, created_at=now
        )
        uploads.store(run, stream)
        jobs.start(kind=CHECK_KIND, subject_id=run.pk, created_by_id=actor.account_id, now=now)
        audit.record(
            actor=actor,
            verb=audit.Verb.ROSTER_UPLOADED,
            at=now,
            object_kind="import_run",
            object_id=run.pk,
        )
    return run


def _file_name(name: str) -> str:
    """The last part of what the browser called it; it is shown, never opened."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    return "".join(sign for sign in plain if sign.isprintable())[:255] or "roster"
