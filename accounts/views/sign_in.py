from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Account
from accounts.refusals import Refused
from accounts.signing_in.adapter import forget_messages, next_page
from accounts.signing_in.forms import SignInForm
from accounts.usecases.emulate import end_emulation
from accounts.views.language import bring_language, take_language_away
from accounts.visitor import name_browser
from schools import audit
from schools.requests import PortalRequest


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def sign_in(request: PortalRequest) -> HttpResponse:
    """Also for who is signed in already: on a shared computer the next one takes over."""
    form = SignInForm(request.POST or None)
    if form.is_valid():
        try:
            return _enter(request, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal)
    response = render(request, "accounts/sign_in.html", {"form": form, "next": next_page(request)})
    name_browser(request, response)
    return response


@require_POST
@login_not_required
def sign_out(request: PortalRequest) -> HttpResponse:
    """Leaves nothing that the back button of a shared computer could show (SECURITY 40)."""
    account = request.session.account if request.account else None  # not whose pages are looked at
    if account:
        _record_sign_out(request, account)
    forget_messages(request)
    auth.logout(request)
    response = redirect("accounts:sign-in")
    take_language_away(response, account)
    response.delete_cookie(settings.SEEN_COOKIE_NAME)
    response.delete_cookie(settings.ASKED_COOKIE_NAME)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _record_sign_out(request: PortalRequest, account: Account) -> None:
    now = timezone.now()
    if request.emulation and request.emulation.emulation:
        end_emulation(emulation=request.emulation.emulation, now=now)
    audit.record_own(account.pk, audit.Verb.SIGNED_OUT, at=now)


def _enter(request: PortalRequest, login: str, password: str) -> HttpResponse:
    account = get_adapter().authenticate(request, username=login, password=password)
    response = perform_login(request, account, redirect_url=next_page(request))
    bring_language(request, response, account)
    response.delete_cookie(settings.ASKED_COOKIE_NAME)  # what the last one at this computer asked for
    return response
