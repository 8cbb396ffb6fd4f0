"""A school is opened to parents: from now on they are written to and may register."""

from datetime import datetime

from django.db import transaction

from schools import audit
from schools.audit import Actor
from schools.models import School


class AlreadyOpen(Exception):
    """Somebody has opened it before."""


def open_school(*, school: School, actor: Actor, now: datetime, families: int | None = None) -> None:
    """The caller has checked the scope. families: how many could register at that moment, for the audit.

    Raises AlreadyOpen. A school is never closed again: parents have come in.
    """
    preparing = School.objects.filter(pk=school.pk, status=School.Status.PREPARATION, ended_on=None)
    with transaction.atomic():
        if not preparing.update(status=School.Status.OPEN):
            raise AlreadyOpen(school.name)
        audit.record(
            actor=actor,
            verb=audit.Verb.SCHOOL_OPENED,
            at=now,
            object_kind="school",
            object_id=school.pk,
            school_id=school.pk,
            count=families,
        )
