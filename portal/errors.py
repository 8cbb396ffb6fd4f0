"""Our own error pages: they need no database, and name the request so that the office can ask about it."""

import sys

from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from portal.logs import causes

RETRY_AFTER_SECONDS = 10


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, unknown_host=isinstance(exception, DisallowedHost))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", {"request_id": getattr(request, "id", "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    return _page(request, 405)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 with Retry-After when the database is away: that passes by itself."""
    away = any(_is_away(error) for error in causes(sys.exc_info()[1]))
    status = 503 if away else 500
    # Without the request: its context processors would ask the database that may be the trouble.
    page = render_to_string(f"{status}.html", {"request_id": getattr(request, "id", "")})
    response = HttpResponse(page, status=status)
    if away:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _is_away(error: BaseException) -> bool:
    """An answer that broke off half way has no class of its own: psycopg2 says DatabaseError and no more."""
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def _page(request: HttpRequest, status: int, **facts: bool) -> HttpResponse:
    context = {"request_id": getattr(request, "id", ""), **facts}
    return render(request, f"{status}.html", context, status=status)
