"""Where a request comes from: the address, the program, the browser."""

import secrets
from dataclasses import dataclass
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from schools.envelope import digest

BROWSER_DAYS = 400  # the longest that browsers keep a cookie


@dataclass(frozen=True)
class Visitor:
    """`browser` is a digest: whoever reads it in the database cannot pose as that browser."""

    ip: str | None
    user_agent: str
    browser: str


def visitor_of(request: HttpRequest) -> Visitor:
    """Who takes no cookies is told apart by the program only."""
    user_agent = request.headers.get("User-Agent", "")[:200]
    name = request.COOKIES.get(settings.BROWSER_COOKIE_NAME) or user_agent
    return Visitor(ip=ip_of(request), user_agent=user_agent, browser=digest(name, purpose="browser"))


def ip_of(request: HttpRequest) -> str | None:
    """The address of who asked: behind the proxy, the last one it wrote down. A unix socket has none."""
    if settings.BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", "").rpartition(",")[2]
    else:
        address = request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(address.strip()))
    except ValueError:
        return None


def name_browser(request: HttpRequest, response: HttpResponse) -> None:
    """A name that outlives the session: a one-time password typed in two browsers is shown to the teacher."""
    if settings.BROWSER_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.BROWSER_COOKIE_NAME,
            secrets.token_urlsafe(16),
            max_age=BROWSER_DAYS * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
