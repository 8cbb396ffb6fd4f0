"""The district's options (C1): set by an admin, for every parent and pupil from the next click on."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from schools import audit
from schools.district_options import OPTIONS
from schools.models import District
from schools.tenancy import current_district_id


def set_district_options(*, options: Mapping[str, bool], actor: audit.Actor, now: datetime) -> None:
    """`options`: name -> value for each of OPTIONS. The audit row says what holds from now on."""
    wanted = {name: options[name] for name in OPTIONS}
    with transaction.atomic():
        District.objects.filter(pk=current_district_id()).update(**wanted)
        audit.record(
            actor=actor,
            verb=audit.Verb.OPTIONS_CHANGED,
            at=now,
            object_kind="district",
            object_id=current_district_id(),
            details=wanted,
        )
