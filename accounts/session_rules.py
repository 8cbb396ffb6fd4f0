"""When a session counts, and where it may go. A request only reads: the idle clock is a signed cookie.

A session ends with the account's session epoch (reset, disable, role change...: SECURITY 26), when the
account expires or is switched off, after 8 hours, and when nobody used it for 15 minutes (pupils) or 30.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts import lives, standing
from accounts.models import Account
from accounts.sessions import CHOOSING
from schools.requests import PortalRequest

# All that somebody may reach who must choose a password first (A5, SECURITY 11).
WHILE_CHOOSING = frozenset({"accounts:choose-password", "accounts:sign-out", "set-language", "live", "ready"})


class SessionRulesMiddleware(AuthenticationMiddleware):
    """In the place of Django's: request.user is whose session this is, while it counts."""

    def process_request(self, request: PortalRequest) -> None:  # type: ignore[override]
        account = None if request.district is None else _account_of(request, timezone.now())
        request.user = account or AnonymousUser()

    def process_view(
        self, request: PortalRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if must_choose(request) and match and match.view_name not in WHILE_CHOOSING:
            return redirect("accounts:choose-password")
        return None

    def process_response(self, request: PortalRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Cache-Control", "no-store, private")
        if request.user.is_authenticated:
            _keep_idle_clock(request, response, timezone.now())
        return response


def must_choose(request: PortalRequest) -> bool:
    return request.user.is_authenticated and (
        request.user.must_choose or request.session.get(CHOOSING) is not None
    )


def is_over(account: Account, *, epoch: str, last_seen: datetime, now: datetime) -> bool:
    """Whether a session begun under `epoch` and last used at `last_seen` has ended."""
    return (
        epoch != account.get_session_auth_hash()
        or now - last_seen > lives.IDLE[account.type]
        or standing.is_shut(account, now=now)
    )


def _account_of(request: PortalRequest, now: datetime) -> Account | None:
    account = request.session.account
    if account is None:
        return None
    epoch = request.session[HASH_SESSION_KEY]
    over = is_over(account, epoch=epoch, last_seen=_last_seen(request), now=now)
    return None if over else account


def _last_seen(request: PortalRequest) -> datetime:
    """Without its clock, or with another session's, a session was last seen when it began."""
    started = request.session.row.created_at
    seen = request.get_signed_cookie(settings.SEEN_COOKIE_NAME, default=None, salt=request.session.digest)
    return max(started, datetime.fromtimestamp(int(seen), UTC)) if seen else started


def _keep_idle_clock(request: PortalRequest, response: HttpResponse, now: datetime) -> None:
    """Once a minute. A session that begins in this very request has its beginning for a clock."""
    if request.session.row is None or now - _last_seen(request) < lives.SEEN_REFRESH:
        return
    response.set_signed_cookie(
        settings.SEEN_COOKIE_NAME,
        str(int(now.timestamp())),
        salt=request.session.digest,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
