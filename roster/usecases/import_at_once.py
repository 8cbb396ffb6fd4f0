"""An import from the command line: checked and, without an error, applied in the same breath."""

from datetime import datetime

from django.db import IntegrityError, transaction

from roster.imports import run as imports
from roster.imports.run import Opener, Outcome, quiet
from roster.imports.staging import StillWriting
from roster.models import ImportRun
from roster.usecases.apply_roster import AnotherIsApplying, write_roster
from roster.usecases.check_roster import keep_outcome, local_day


def import_at_once(*, opened: Opener, name: str, check_only: bool, now: datetime) -> Outcome:
    """What was found; `applied` where it was also written. check_only writes nothing at all.

    Raises AnotherIsApplying.
    """
    checked = imports.check(opened, today=local_day(now))
    if check_only:
        return checked
    run = ImportRun.objects.create(file_name=name[:255], created_at=now)
    with transaction.atomic():
        keep_outcome(run, checked, now=now)
    if checked.errors:
        return checked
    _claim(run)
    try:
        written = write_roster(run=run, opened=opened, progress=quiet, now=now)
    except StillWriting as error:
        ImportRun.objects.filter(pk=run.pk).update(status=ImportRun.Status.READY)
        raise AnotherIsApplying(run.file_name) from error
    except BaseException:  # also Ctrl-C: the next import must not wait for this one
        ImportRun.objects.filter(pk=run.pk).update(status=ImportRun.Status.FAILED)
        raise
    checked.applied = written.applied
    return checked


def _claim(run: ImportRun) -> None:
    try:
        with transaction.atomic():
            ImportRun.objects.filter(pk=run.pk).update(status=ImportRun.Status.APPLYING)
    except IntegrityError as error:
        raise AnotherIsApplying(run.file_name) from error
