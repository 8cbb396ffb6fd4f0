"""Who is at the keyboard, and what they may see: worked out once a request; everything later only asks."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.build_scope import scope_of
from accounts.session_rules import must_choose
from schools.audit import SYSTEM, Actor
from schools.requests import PortalRequest
from schools.scope import Scope


class ScopeMiddleware:
    """Sets request.account (None when nobody is signed in), request.scope and request.actor."""

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        request.account, request.scope, request.actor = None, Scope(), SYSTEM
        if request.district is not None and request.user.is_authenticated:
            request.account = request.user
            request.actor = Actor(request.user.pk)
            if not must_choose(request):
                request.scope = scope_of(request.user, today=timezone.localdate())
        return self.get_response(request)


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Whoever is not signed in signs in, and comes back to a page they can open: never to a button."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        return redirect_to_login(
            _page_of(request), self.get_login_url(view_func), self.get_redirect_field_name(view_func)
        )


def _page_of(request: HttpRequest) -> str:
    """The address asked for; of something sent, the page of ours that it was sent from."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    sender = urlsplit(request.headers.get("Referer", ""))
    return sender.path if sender.netloc == request.get_host() and sender.path else "/"
