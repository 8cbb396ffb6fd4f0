"""For the load balancer and the operator: outside every district, without sign-in."""

import structlog
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = structlog.get_logger("portal.health")
ALLOWED_SKEW_SECONDS = 5


@require_safe
@never_cache
@login_not_required
def live(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("live\n", content_type="text/plain")


@require_safe
@never_cache
@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and its clock agrees with ours. The cache may be away: it is losable."""
    checks = {"database": _database(), "cache": _cache()}
    ok = checks["database"] == "ok"
    return JsonResponse({"ready": ok, **checks}, status=200 if ok else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            skew = abs(float(cursor.fetchone()[0]) - timezone.now().timestamp())
    except DatabaseError:
        return "away"
    return "ok" if skew <= ALLOWED_SKEW_SECONDS else f"clock differs by {skew:.0f} s"


def _cache() -> str:
    try:
        cache.get("ready")
    except Exception:  # any client or network error means the same here
        log.warning("cache away")
        return "away"
    return "ok"
