"""Reads over schools and staff that more than one page needs; the caller has checked the scope."""

from django.db import models
from django.db.models import Q

from schools.models import StaffMember


def staff_matching(staff: models.QuerySet[StaffMember], typed: str) -> models.QuerySet[StaffMember]:
    """Staff whose names or address have every word of what was typed."""
    for word in typed.split():
        staff = staff.filter(
            Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(email__icontains=word)
        )
    return staff
