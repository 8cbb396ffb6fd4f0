"""What every request gets, whoever it is for: a log line, and headers that no page has to think of."""

import time
import uuid
from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.http import HttpResponse, HttpResponseNotAllowed

from portal.errors import method_not_allowed
from schools.requests import PortalRequest

log = structlog.get_logger("portal.request")
GetResponse = Callable[[PortalRequest], HttpResponse]
METHODS = ("GET", "HEAD", "POST")
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def headers(get_response: GetResponse) -> GetResponse:
    """The headers that Django and django-csp do not set."""

    def respond(request: PortalRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return respond


class RequestLogMiddleware:
    """One log line a request: what was asked for by route name, never by what it carried."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex[:12]
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request.id):
            response = self.get_response(request)
            log.info("request", **_facts(request, response, started))
        response["X-Request-ID"] = request.id
        return response


def methods(get_response: GetResponse) -> GetResponse:
    """Django takes TRACE for harmless and hands it to the page as if it were a GET: here it ends."""

    def respond(request: PortalRequest) -> HttpResponse:
        return get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)

    return respond


def whole_pages(get_response: GetResponse) -> GetResponse:
    """htmx asks for a piece of a page. Where the answer is another page the browser goes there; where it
    is a refusal the page is loaded anew, and shows what is true now. A failure of ours changes nothing."""

    def respond(request: PortalRequest) -> HttpResponse:
        response = get_response(request)
        if request.headers.get("HX-Request") == "true":
            if "Location" in response:
                response.status_code, response.content = 200, b""
                response["HX-Redirect"] = response["Location"]
                del response["Location"]
            elif 400 <= response.status_code < 500:
                response["HX-Refresh"] = "true"
        return response

    return respond


def pages_of_buttons(get_response: GetResponse) -> GetResponse:
    """What only a button opens has an address too, and a restored tab or a changed language asks for it
    without the button: that ends at a page, not at an empty answer."""

    def respond(request: PortalRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method == "POST":
            return response
        page = method_not_allowed(request)
        page["Allow"] = response["Allow"]
        return page

    return respond


def _facts(request: PortalRequest, response: HttpResponse, started: float) -> dict[str, object]:
    actor = getattr(request, "actor", None)
    district = getattr(request, "district", None)
    return {
        "method": request.method if request.method in METHODS else "other",
        "route": request.resolver_match.view_name if request.resolver_match else None,
        "status": response.status_code,
        "ms": round((time.perf_counter() - started) * 1000),
        "district": district.slug if district else None,
        "account": actor.account_id if actor else None,
        "emulated": actor.emulated_id if actor else None,
    }
