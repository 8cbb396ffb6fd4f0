"""Where every public form ends: the same page for everybody, with a help number (X16, SECURITY 18)."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.help_numbers import format_help_number
from accounts.models import PublicRequest
from accounts.usecases.public_requests import ask, find_asked, typed_in
from accounts.visitor import name_browser, visitor_of
from accounts.wording import typed_lines
from schools.requests import PortalRequest

REMEMBERED = timedelta(hours=2)
_SALT = "accounts.asked"


@require_safe
@login_not_required
def asked(request: PortalRequest) -> HttpResponse:
    """What this browser asked for last, as far as it knows itself: nothing here tells what became of it."""
    found = asked_in(request)
    if found is None:
        return redirect("accounts:register")
    context = {
        "kind": found.kind,
        "number": format_help_number(found.number),
        "typed": typed_lines(typed_in(found)),
    }
    return render(request, "accounts/asked.html", context)


def to_asked(request: PortalRequest, *, kind: PublicRequest.Kind, typed: Mapping[str, str]) -> HttpResponse:
    """Write down what was typed, and go to that page."""
    made = ask(
        kind=kind,
        typed=typed,
        visitor=visitor_of(request),
        language=get_language() or "",
        now=timezone.now(),
    )
    response = redirect("accounts:asked")
    response.set_signed_cookie(
        settings.ASKED_COOKIE_NAME,
        made.number,
        salt=_SALT,
        max_age=REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    name_browser(request, response)
    return response


def asked_in(request: PortalRequest) -> PublicRequest | None:
    """The request that this browser made last, for two hours."""
    number = request.get_signed_cookie(settings.ASKED_COOKIE_NAME, default="", salt=_SALT, max_age=REMEMBERED)
    return find_asked(number) if number else None
