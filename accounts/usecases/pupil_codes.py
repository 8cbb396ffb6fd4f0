"""Pupil codes (D4, "parent access code"): eight signs that select a child where the student ID may be typed.

A code proves nothing about who types it. It holds for the school year, and is made when first printed; again,
where the keys it was sealed and digested with are gone.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import AccessCode
from accounts.one_time_passwords import one_time_passwords
from accounts.pupil_numbers import code_digest
from roster.models import AcademicSession
from schools.envelope import Unsealable, seal, unseal
from schools.tenancy import current_district_id
from schools.text import grouped

LENGTH, _GROUP = 8, 4
_YEAR_TURNS = (8, 1)  # where the roster names no school year that is running


def pupil_codes(*, student_ids: Sequence[int], now: datetime) -> dict[int, str]:
    """Student id -> code as printed (`ABCD-EFGH`), for each; the missing and the outlived are made.

    Of two who print at once the first makes the code, and both get that one.
    """
    rows = list(AccessCode.objects.filter(student__in=student_ids))
    codes = _holding(rows, now)
    missing = sorted(set(student_ids) - codes.keys())
    if not missing:
        return codes
    with transaction.atomic():
        AccessCode.objects.filter(pk__in=[row.pk for row in rows if row.student_id not in codes]).delete()
        AccessCode.objects.bulk_create(_fresh(missing, now), ignore_conflicts=True)
    return codes | _holding(AccessCode.objects.filter(student__in=missing), now)


def _holding(rows: Iterable[AccessCode], now: datetime) -> dict[int, str]:
    opened = {row.student_id: _opened(row, now) for row in rows}
    # In capitals, so that nobody takes it for a one-time password.
    return {student_id: grouped(code.upper(), _GROUP) for student_id, code in opened.items() if code}


def _opened(row: AccessCode, now: datetime) -> str:
    """Nothing, when nobody could come in by it: outlived, or another SECRET_KEY; or when its key is gone."""
    try:
        code = unseal(row.sealed, bound_to=_place(row.student_id)).decode()
    except Unsealable:
        return ""
    return code if row.expires_at > now and row.digest == code_digest(code) else ""


def _fresh(student_ids: Sequence[int], now: datetime) -> list[AccessCode]:
    until = _end_of_school_year(timezone.localdate(now))
    codes = (password[:LENGTH] for password in one_time_passwords(len(student_ids)))
    return [
        AccessCode(
            student_id=student_id,
            sealed=seal(code.encode(), bound_to=_place(student_id)),
            digest=code_digest(code),
            created_at=now,
            expires_at=until,
        )
        for student_id, code in zip(student_ids, codes, strict=True)
    ]


def _end_of_school_year(today: date) -> datetime:
    """Midnight after the last day of the running school year; `ends_on` is that day already."""
    running = AcademicSession.objects.filter(type="schoolYear", starts_on__lte=today, ends_on__gt=today)
    last = running.order_by("-ends_on").values_list("ends_on", flat=True).first()
    return timezone.make_aware(datetime.combine(last or _next_turn(today), time.min))


def _next_turn(today: date) -> date:
    turn = date(today.year, *_YEAR_TURNS)
    return turn if turn > today + timedelta(days=31) else turn.replace(year=today.year + 1)


def _place(student_id: int) -> str:
    return f"pupil_code:{current_district_id()}:{student_id}"
