"""Seeing the portal as a parent or pupil does: the question before, the way back, the page after its end."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.emulation import EMULATION, Barrier, owner_name
from accounts.forms.emulation import EmulationForm
from accounts.models import Account
from accounts.refusals import Refused
from accounts.requests import SignedInRequest
from accounts.signing_in.adapter import next_page
from accounts.usecases.emulate import (
    AlreadyLooking,
    NotAllowed,
    end_emulation,
    ensure_may_look,
    start_emulation,
)
from schools.capabilities import Capability
from schools.guards import deny, find_or_404, requires

REASONS = {
    Barrier.ONESELF: _("This is your own account: you see its pages anyway."),
    Barrier.STAFF: _("This is a staff account. Only the pages of parents and pupils can be looked at."),
    Barrier.PENDING: _("Its e-mail address is not verified yet, so it has no pages to look at."),
    Barrier.OFF: _("This account is switched off or deleted, so it has no pages to look at."),
    Barrier.NOTHING: _("No child of your schools and classes is linked to this account: it shows nothing."),
    Barrier.EXPIRED: _("This account has expired, so it has no pages to look at."),
}  # fmt: skip


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.EMULATE)
def emulate(request: SignedInRequest, account_id: int) -> HttpResponse:
    """Whose pages, why, and the own password once more; then the other person's first page."""
    within = Account.objects.visible_to(request.scope, Capability.EMULATE)
    account = find_or_404(request, within.select_related("contact", "primary_student"), account_id)
    form = EmulationForm(request.POST or None)
    try:
        ensure_may_look(account, actor=request.actor, scope=request.scope, now=timezone.now())
        if form.is_valid():
            return _begin(request, account, form)
    except NotAllowed as refusal:
        deny(request, account_id)
        return _page(request, account, barred=REASONS[refusal.barrier])
    except AlreadyLooking as refusal:
        deny(request, account_id)
        raise PermissionDenied from refusal
    except Refused as refusal:
        form.add_error("password", refusal)
    return _page(request, account, form=form)


@require_POST
def end(request: SignedInRequest) -> HttpResponse:
    """*Return*: the session is the looker's own again, where they came from."""
    held = request.session.pop(EMULATION, None) or {}
    if request.emulation and request.emulation.emulation:
        end_emulation(emulation=request.emulation.emulation, now=timezone.now())
    return redirect(held.get("back") or "home")


@require_safe
def over(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/emulation_over.html") if request.emulation else redirect("home")


def _begin(request: SignedInRequest, account: Account, form: EmulationForm) -> HttpResponse:
    emulation = start_emulation(
        account=account,
        looker=request.account,
        actor=request.actor,
        scope=request.scope,
        session_digest=request.session.digest,
        now=timezone.now(),
        **form.cleaned_data,
    )
    request.session[EMULATION] = {"id": emulation.pk, "back": next_page(request)}
    return redirect("home")


def _page(request: SignedInRequest, account: Account, **more: object) -> HttpResponse:
    context = {"account": account, "name": owner_name(account), "back": next_page(request)}
    return render(request, "accounts/emulate.html", context | more, status=403 if "barred" in more else 200)
