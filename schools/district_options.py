"""What a district decides for its parents and pupils (C1), and for its staff (C12)."""

from schools.models import District
from schools.tenancy import current_district_id

OPTIONS = ("users_change_password", "users_change_email", "deleting_is_separate")


def district_options() -> District:
    """The current district as it is now: the one on the request may be some seconds old."""
    return District.objects.get(pk=current_district_id())
