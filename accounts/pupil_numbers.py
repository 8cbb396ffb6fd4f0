"""Which pupil is meant: by student number, or by a pupil code (D4). Neither proves who typed it."""

from datetime import datetime

from accounts.models import AccessCode
from accounts.one_time_passwords import normalise_one_time_password
from roster.models import Student
from schools.envelope import digest
from schools.text import only_signs


def code_digest(typed: str) -> str:
    """What a typed code is looked up by: capitals, hyphens and spaces do not matter."""
    return digest(normalise_one_time_password(typed), purpose="pupil_code")


def find_pupil(typed: str, *, now: datetime) -> Student | None:
    """By number, as recorded or without what people put between digits; else by a code that holds."""
    number = typed.strip()
    spellings = {number, number.upper(), only_signs(number)}
    by_number = Student.objects.filter(number__in=spellings - {""}).first()
    if by_number:
        return by_number
    code = AccessCode.objects.filter(digest=code_digest(typed), expires_at__gt=now).first()
    return code.student if code else None
