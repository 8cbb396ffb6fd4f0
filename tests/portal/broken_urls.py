"""The portal's routes and some that go wrong, for tests: `settings.ROOT_URLCONF = "tests.portal.broken_urls"`."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.urls import path

from portal.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401 - read by Django
from tests.portal.sight import districts_seen

CANARY = "canary-" + "of-a-secret"


@login_not_required
def boom(request):
    secret = f"{CANARY}-{request.POST.get('password', '')}"
    raise ValueError(f"cannot use {secret}")


@login_not_required
def away(request):
    raise OperationalError(f"connection to {CANARY} refused")


@login_not_required
def forbidden(request):
    raise PermissionDenied(CANARY)


@login_not_required
def bad(request):
    raise BadRequest(CANARY)


@login_not_required
def quoting(request):
    """A row's values stand in what PostgreSQL says about a broken constraint."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(%s AS integer)", [CANARY])


@login_not_required
def sight(request):
    return HttpResponse(str(districts_seen()))


@login_not_required
def cut(request):
    """The connection is lost in the middle of the request."""
    districts_seen()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@login_not_required
def cut_and_go_on(request):
    """The same, and the page tries again."""
    try:
        cut(request)
    except OperationalError:
        connection.close()
    return sight(request)


BROKEN = (boom, away, forbidden, bad, quoting, sight, cut, cut_and_go_on)
urlpatterns = [*urlpatterns, *(path(f"broken/{view.__name__}", view, name=view.__name__) for view in BROKEN)]
