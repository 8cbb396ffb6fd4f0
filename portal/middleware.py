"""One log line a request: what was asked for by route name, never by what it carried."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("portal.request")


class RequestLogMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex[:12]
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request.id):
            response = self.get_response(request)
            log.info("request", **_facts(request, response, started))
        response["X-Request-ID"] = request.id
        return response


def _facts(request: HttpRequest, response: HttpResponse, started: float) -> dict[str, object]:
    account = getattr(request, "account", None)
    district = getattr(request, "district", None)
    return {
        "method": request.method,
        "route": request.resolver_match.view_name if request.resolver_match else None,
        "status": response.status_code,
        "ms": round((time.perf_counter() - started) * 1000),
        "district": district.slug if district else None,
        "account": account.pk if account else None,
    }
