"""The buttons of Reset Parent Login: what will happen is shown with names first, then it is done (B4)."""

from collections.abc import Callable, Sequence
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import AccountStudent
from accounts.parents import left_on
from accounts.requests import SignedInRequest
from accounts.reset_question import parents_of
from accounts.usecases.mail_password_links import mail_links_to_parents
from accounts.usecases.reset_parents import ParentsReset, reset_parents
from accounts.views.parents import refused_page
from accounts.views.ticked import JustLeft, refuse_strangers, ticked_ids
from schools.capabilities import Capability
from schools.guards import requires


def _on_ticked(view: Callable[[SignedInRequest, list[AccountStudent]], HttpResponse]) -> Callable:
    """Give the view the ticked rows; of a pupil who just left, the list says so and keeps the ticks."""

    @requires(Capability.RESET_PARENTS)
    @wraps(view)
    def wrapper(request: SignedInRequest) -> HttpResponse:
        ids = ticked_ids(request.POST, "parents")
        try:
            return view(request, _links(request, ids))
        except JustLeft as refusal:
            return refused_page(request, ids, _who_left(refusal))

    return wrapper


@require_POST
@_on_ticked
def reset(request: SignedInRequest, links: list[AccountStudent]) -> HttpResponse:
    if not links:
        messages.info(request, _("Nothing is ticked. Tick the parents first, then press the button."))
        return redirect(_list(request))
    if "confirmed" not in request.POST:
        return _ask(request, links)
    offered, everything = (set(ticked_ids(request.POST, name)) for name in ("offered", "all"))
    done = reset_parents(
        links=links, keep_others=offered - everything, actor=request.actor, now=timezone.now()
    )
    _say(request, done)
    return redirect(_list(request))


@require_POST
@_on_ticked
def mail_links(request: SignedInRequest, links: list[AccountStudent]) -> HttpResponse:
    """Forgot the password only: a link by mail, and everything stays."""
    accounts = {link.account_id: link.account for link in links}
    mailed = mail_links_to_parents(accounts=list(accounts.values()), actor=request.actor, now=timezone.now())
    if mailed:
        text = ngettext(
            "A password link goes to %(count)d parent by mail. Everything else stays as it is.",
            "A password link goes to %(count)d parents by mail. Everything else stays as it is.",
            len(mailed),
        )
        messages.success(request, text % {"count": len(mailed)})
    if others := [str(account.contact) for account in accounts.values() if account not in mailed]:
        text = _(
            "No link could be sent to: %(names)s. The login is not confirmed, is off, or has no mailbox."
        )
        messages.warning(request, text % {"names": ", ".join(others)})
    return redirect(_list(request))


def _links(request: SignedInRequest, ids: Sequence[int]) -> list[AccountStudent]:
    """All of them within reach, or 404 and nothing happens to any. Raises JustLeft."""
    within = AccountStudent.objects.visible_to(request.scope, Capability.RESET_PARENTS).of_parents()
    named = within.filter(pk__in=ids).select_related("account__contact", "student")
    found = list(named.order_by("account__contact__sort_name", "account_id", "student__sort_name", "pk"))
    if missing := set(ids) - {link.pk for link in found}:
        gone = left_on(timezone.localdate(), request.scope, link_ids=missing)
        refuse_strangers(request, sorted(missing - {link.pk for link in gone}))
        raise JustLeft(list(dict.fromkeys(link.student for link in gone)))
    return found


def _who_left(refusal: JustLeft) -> str:
    text = ngettext(
        "%(names)s has left the school today. Nothing was changed. Take the tick away and try again.",
        "%(names)s have left the school today. Nothing was changed. Take the ticks away and try again.",
        len(refusal.students),
    )
    return text % {"names": ", ".join(map(str, refusal.students))}


def _ask(request: SignedInRequest, links: Sequence[AccountStudent]) -> HttpResponse:
    """What it means for each of them: a page, or a dialog on the list."""
    asked = parents_of(links, request.scope)
    context = {
        "parents": [parent for parent in asked if parent.can_be_mailed],
        "left_out": [parent for parent in asked if not parent.can_be_mailed],
        "may_correct": request.scope.can(Capability.HELP_PARENTS),
        "back": _list(request),
        "here": request.POST.get("here", ""),
    }
    name = "confirm_parents_dialog" if request.htmx else "confirm_parents"
    return render(request, f"accounts/{name}.html", context)


def _list(request: SignedInRequest) -> str:
    """The list as it was filtered, on its own path whatever was sent along."""
    query = QueryDict(request.POST.get("here", "")).urlencode()
    path = reverse("accounts:parents")
    return f"{path}?{query}" if query else path


def _say(request: SignedInRequest, done: ParentsReset) -> None:
    whole = sum(parent.whole for parent in done.parents)
    parts = sum(len(parent.children) for parent in done.parents if not parent.whole)
    if whole:
        text = ngettext(
            "%(count)d login was reset. The parent registers again; a mail says how.",
            "%(count)d logins were reset. The parents register again; a mail says how.",
            whole,
        )
        messages.success(request, text % {"count": whole})
    if parts:
        text = ngettext(
            "%(count)d child must be proven again. The parent's login stays.",
            "%(count)d children must be proven again. The parents' logins stay.",
            parts,
        )
        messages.success(request, text % {"count": parts})
    if done.left_out:
        names = ", ".join(str(account.contact) for account in done.left_out)
        messages.warning(
            request,
            _("Left out, as no e-mail on record takes mails: %(names)s. Nothing changed for them.")
            % {"names": names},
        )
    if not done.parents and not done.left_out:
        messages.info(request, _("Nothing was changed."))
