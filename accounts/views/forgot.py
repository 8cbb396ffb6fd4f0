"""Forgot your password? (C3) and registering with an e-mail address (C18): both only write down."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.forms.mailbox import EmailForm, ForgotForm
from accounts.models import PublicRequest
from accounts.views.asked import to_asked
from accounts.visitor import name_browser
from schools.requests import PortalRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def forgot(request: PortalRequest) -> HttpResponse:
    return _ask(request, PublicRequest.Kind.FORGOT, ForgotForm(request.POST or None), "accounts/forgot.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def register_by_email(request: PortalRequest) -> HttpResponse:
    template = "accounts/register_email.html"
    return _ask(request, PublicRequest.Kind.EMAIL, EmailForm(request.POST or None), template)


def _ask(
    request: PortalRequest, kind: PublicRequest.Kind, form: EmailForm | ForgotForm, template: str
) -> HttpResponse:
    if form.is_valid():
        return to_asked(request, kind=kind, typed=form.cleaned_data)
    response = render(request, template, {"form": form})
    name_browser(request, response)
    return response
