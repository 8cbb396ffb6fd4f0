"""Who is at the keyboard, and what they may see: worked out once a request; everything later only asks."""

from collections.abc import Callable

from django.http import HttpResponse
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
