from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import one_time_page
from accounts.password_floor import floor_of
from accounts.registering.proving import siblings_of
from accounts.session_rules import must_choose
from accounts.sessions import CHOOSING, PROVEN
from accounts.signing_in.forms import ChoosePasswordForm
from schools.requests import PortalRequest


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: PortalRequest) -> HttpResponse:
    """All that a one-time password opens: saving a password of one's own, which then stays signed in."""
    if not must_choose(request):
        return redirect("home")
    account, page, now = request.account, request.session.get(CHOOSING, ""), timezone.now()
    try:
        issued = one_time_page.find_live(account_id=account.pk, page=page, now=now)
        form = ChoosePasswordForm(
            request.POST or None,
            account=account,
            floor=floor_of(account),
            one_time_password=one_time_page.opened(issued),
        )
        if form.is_valid():
            one_time_page.save(account=account, page=page, password=form.cleaned_data["password"], now=now)
            account.proven = bool(request.session.get(PROVEN))
            get_adapter().login(request, account)
            return redirect("accounts:siblings" if account.proven and siblings_of(account) else "home")
    except one_time_page.Ended:
        return _page_has_ended(request)
    return render(request, "accounts/choose_password.html", {"form": form})


def _page_has_ended(request: PortalRequest) -> HttpResponse:
    messages.warning(
        request,
        _(
            "That page was open for too long, or was opened again somewhere else. No password was saved. "
            "Sign in once more; if that does not work, ask for a new one-time password."
        ),
    )
    response = redirect("accounts:sign-in")
    response.delete_cookie(settings.SESSION_COOKIE_NAME)
    return response
