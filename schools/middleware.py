"""Whose portal is this? The host decides the district, never anything that was typed or sent."""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpResponse
from django.utils import timezone

from schools.models import District
from schools.requests import PortalRequest
from schools.tenancy import use_district

HEALTH_PATHS = frozenset({"/live", "/ready"})
REMEMBER_SECONDS = 15
_remembered: dict[str, tuple[float, District | None]] = {}


class DistrictMiddleware:
    """Sets request.district and works within it. Unknown host: 400. Bare domain: the district finder."""

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        request.district = None  # type: ignore[assignment]
        if request.path in HEALTH_PATHS:
            return self.get_response(request)
        host = request.get_host().partition(":")[0].lower().rstrip(".")
        district = district_of(host)
        if district is None:
            if host not in settings.BARE_HOSTS:
                raise DisallowedHost("no district has this address")
            request.urlconf = "portal.bare_urls"
            return self.get_response(request)
        request.district = district
        with use_district(district.pk), timezone.override(district.time_zone):
            return self.get_response(request)


def district_of(host: str) -> District | None:
    """The district at this address, remembered for a few seconds. One district alone needs no address."""
    until, district = _remembered.get(host, (0.0, None))
    if until < time.monotonic():
        district = District.objects.filter(hosts__host=host).first() or _only_district(host)
        if len(_remembered) > 1000:
            _remembered.clear()
        _remembered[host] = (time.monotonic() + REMEMBER_SECONDS, district)
    return district


def forget_hosts() -> None:
    """After a district came or changed its address."""
    _remembered.clear()


def _only_district(host: str) -> District | None:
    if host not in settings.BARE_HOSTS:
        return None
    found = list(District.objects.filter(kind=District.Kind.SCHOOLS)[:2])
    return found[0] if len(found) == 1 else None
