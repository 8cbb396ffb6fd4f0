"""Forgot your password? (C3) and registering with an e-mail address (C18): both only write down."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.mailbox import EmailForm, ForgotForm
from accounts.models import PublicRequest
from accounts.usecases.public_requests import typed_in
from accounts.views.asked import asked_in, to_asked
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


@require_POST
@login_not_required
def again(request: PortalRequest) -> HttpResponse:
    """The mail once more, for what this browser asked last (C11): the limits fold what is too often."""
    asked = asked_in(request)
    email = typed_in(asked).get("email") if asked else None
    if not email:
        return redirect("accounts:asked")
    return to_asked(request, kind=PublicRequest.Kind.RESEND, typed={"email": email})


def _ask(
    request: PortalRequest, kind: PublicRequest.Kind, form: EmailForm | ForgotForm, template: str
) -> HttpResponse:
    if form.is_valid():
        return to_asked(request, kind=kind, typed=form.cleaned_data)
    response = render(request, template, {"form": form})
    name_browser(request, response)
    return response
