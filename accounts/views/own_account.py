"""My account: what is known about it, and what its owner may change (C1)."""

from django.contrib import auth, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.own_account import ChangeEmailForm, ChangePasswordForm
from accounts.models import AccountType
from accounts.password_floor import floor_of
from accounts.refusals import Refused
from accounts.requests import SignedInRequest
from accounts.usecases.own_email import ask_for_email, may_change_email
from accounts.usecases.own_password import change_own_password, may_change_password
from schools.guards import deny


@require_safe
def own_account(request: SignedInRequest) -> HttpResponse:
    context = {
        "account": request.account,
        "may_change_password": may_change_password(request.account),
        "may_change_email": may_change_email(request.account),
        "has_email": request.account.type != AccountType.STUDENT,
        "may_add_child": request.account.type == AccountType.PARENT,
    }
    return render(request, "accounts/own_account.html", context)


@sensitive_post_parameters("current", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: SignedInRequest) -> HttpResponse:
    account = request.account
    if not may_change_password(account):
        return _refuse(request)
    form = ChangePasswordForm(
        request.POST or None, account=account, floor=floor_of(account), one_time_password=""
    )
    if form.is_valid():
        typed = form.cleaned_data
        try:
            change_own_password(
                account=account, old=typed["current"], new=typed["password"], now=timezone.now()
            )
        except Refused as refusal:
            form.add_error("current", refusal)
        else:
            auth.update_session_auth_hash(request, account)
            messages.success(
                request, _("Your new password works from now on. Everywhere else you were signed out.")
            )
            return redirect("accounts:own-account")
    return render(request, "accounts/change_password.html", {"form": form})


@sensitive_post_parameters("current")
@require_http_methods(["GET", "HEAD", "POST"])
def change_email(request: SignedInRequest) -> HttpResponse:
    account = request.account
    if not may_change_email(account):
        return _refuse(request)
    form = ChangeEmailForm(request.POST or None, account=account)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            ask_for_email(
                account=account, address=typed["email"], password=typed["current"], now=timezone.now()
            )
        except Refused as refusal:
            form.add_error("current", refusal)
        else:
            messages.success(request, _asked_for(typed["email"]))
            return redirect("accounts:own-account")
    return render(request, "accounts/change_email.html", {"form": form})


def _asked_for(email: str) -> str:
    return _(
        "A mail is on its way to %(email)s. Press the button in it, within seven days: "
        "until then you sign in as before."
    ) % {"email": email}


def _refuse(request: SignedInRequest) -> HttpResponse:
    deny(request)
    raise PermissionDenied
