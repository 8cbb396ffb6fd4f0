"""For the load balancer and the operator: outside every district, without sign-in."""

from functools import lru_cache

import structlog
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
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
    """200 when people can be served: the database answers, its clock agrees with ours, and it has every table
    this release needs (SECURITY F15). The cache may be away: it is losable."""
    checks = {"database": _database(), "cache": _cache()}
    ok = checks["database"] == "ok"
    return JsonResponse({"ready": ok, **checks}, status=200 if ok else 503)


def _database() -> str:
    try:
        skew, missing = _skew(), _missing_migrations()
    except DatabaseError:
        return "away"
    if skew > ALLOWED_SKEW_SECONDS:
        return f"clock differs by {skew:.0f} s"
    return f"{missing} migrations missing" if missing else "ok"


def _skew() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return abs(float(cursor.fetchone()[0]) - timezone.now().timestamp())


def _missing_migrations() -> int:
    """How many of this release's were not applied. More than ours may be: a newer release goes first."""
    return len(_migrations() - MigrationRecorder(connection).applied_migrations().keys())


@lru_cache(maxsize=1)
def _migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def _cache() -> str:
    try:
        cache.get("ready")
    except Exception:  # any client or network error means the same here
        log.warning("cache away")
        return "away"
    return "ok"
