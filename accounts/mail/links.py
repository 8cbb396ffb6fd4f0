"""Links in mails: their host is the district's own, never the one a request came with (SECURITY 25)."""

from django.conf import settings

from schools.models import DistrictHost
from schools.tenancy import current_district_id


def absolute_url(path: str) -> str:
    """`/sign-in` -> `https://alder.portal.example.org/sign-in`; http and a port where it runs locally."""
    host = DistrictHost.objects.filter(district_id=current_district_id()).order_by("pk").first()
    name = host.host if host else settings.PORTAL_DOMAIN  # a district alone needs no address of its own
    if settings.PORTAL_PORT == 443:
        return f"https://{name}{path}"
    return f"http://{name}:{settings.PORTAL_PORT}{path}"
