"""Behind the links of mails. Looking at one changes nothing: there is a button, and only that uses it up."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps

from allauth.account.adapter import get_adapter
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.mailbox import CodeForm
from accounts.mailed_links import NotLive, Purpose, find, find_by_code
from accounts.models import Account, MailedLink
from accounts.refusals import Refused
from accounts.usecases.add_child import add_by_mail
from accounts.usecases.follow_link import accept_address, reject_address, reset_password
from accounts.usecases.own_email import confirm_email, undo_email
from accounts.views.asked import asked_in
from accounts.visitor import visitor_of
from schools.requests import PortalRequest

Page = Callable[[PortalRequest, MailedLink], "Question | HttpResponse"]


@dataclass(frozen=True)
class Question:
    """What the page behind a link asks: a heading, what will happen, the button that does it."""

    title: str
    text: str
    button: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    refuse: str = ""  # a second button, which sends `reject`


def behind_a_link(purpose: Purpose) -> Callable[[Page], Callable[..., HttpResponse]]:
    """A page for live links of one purpose; for any other token, one and the same 404."""

    def decorate(page: Page) -> Callable[..., HttpResponse]:
        @wraps(page)
        def view(request: PortalRequest, token: str) -> HttpResponse:
            try:
                answer = page(request, find(token, purpose, now=timezone.now()))
            except NotLive:
                return render(request, "accounts/link_over.html", {"purpose": purpose}, status=404)
            except Refused as refusal:
                return render(request, "accounts/link_refused.html", {"refusal": refusal.messages[0]})
            if isinstance(answer, Question):
                return render(request, "accounts/mailed_link.html", {"question": answer})
            return answer

        return require_http_methods(["GET", "HEAD", "POST"])(login_not_required(view))

    return decorate


@behind_a_link(Purpose.RESET)
def reset(request: PortalRequest, link: MailedLink) -> Question | HttpResponse:
    if request.method == "POST":
        return _to_choose(request, reset_password(link=link, visitor=visitor_of(request), now=timezone.now()))
    return Question(
        _("Choose a new password"),
        _(
            "The old password works until you have saved the new one. "
            "Then you are signed out everywhere else."
        ),
        _("Choose a new password"),
        [(_("Account"), str(link.account))],
    )


@behind_a_link(Purpose.VERIFY)
def verify(request: PortalRequest, link: MailedLink) -> Question | HttpResponse:
    if request.method != "POST":
        return Question(
            _("Is this your e-mail address?"),
            _("Somebody registered with it. If that was you, go on and choose a password."),
            _("Yes, this is me"),
            [(_("E-mail address"), link.account.email)],
            _("No, that was not me"),
        )
    if "reject" in request.POST:
        reject_address(link=link, now=timezone.now())
        messages.success(
            request, _("Thank you. That account is ended, and nobody can use your address for it.")
        )
        return redirect("accounts:sign-in")
    return _to_choose(request, accept_address(link=link, visitor=visitor_of(request), now=timezone.now()))


@behind_a_link(Purpose.CHANGE_EMAIL)
def change_email(request: PortalRequest, link: MailedLink) -> Question | HttpResponse:
    if request.method != "POST":
        return Question(
            _("Use this address from now on?"),
            _("You then sign in with it, and mails of the portal go there. The old address is told."),
            _("Yes, use this address"),
            [(_("Account"), str(link.account)), (_("New e-mail address"), link.address)],
        )
    account = confirm_email(link=link, now=timezone.now())
    if request.account == account:  # every other session has ended
        auth.update_session_auth_hash(request, account)
    messages.success(request, _("From now on you sign in with %(email)s.") % {"email": account.email})
    return redirect("home")


@behind_a_link(Purpose.UNDO_EMAIL)
def take_email_back(request: PortalRequest, link: MailedLink) -> Question | HttpResponse:
    """It ends at the choose page: whoever changed the address knew the password."""
    if request.method != "POST":
        return Question(
            _("Take the change back?"),
            _(
                "Your account gets its former address again, and everybody is signed out. "
                "Then you choose a new password."
            ),
            _("Take it back"),
            [(_("E-mail address"), link.address)] if link.address else [],
        )
    account = undo_email(link=link, visitor=visitor_of(request), now=timezone.now())
    messages.success(
        request,
        _(
            "Your account has its former address back. "
            "Whoever changed it knew your password: choose a new one."
        ),
    )
    return _to_choose(request, account)


@behind_a_link(Purpose.ADD_CHILD)
def add_child(request: PortalRequest, link: MailedLink) -> Question | HttpResponse:
    if request.method == "POST":
        return _child_added(request, link)
    return Question(
        _("May this account see your child?"),
        _("Whoever signs in with it then sees the child. Agree only if it is your own account."),
        _("Yes, add the child"),
        [(_("Account"), str(link.account)), (_("Child"), str(link.student))],
    )


@require_POST
@login_not_required
def code(request: PortalRequest) -> HttpResponse:
    """The code of a mail, typed on the page that the same browser came to when it asked."""
    form, asked = CodeForm(request.POST), asked_in(request)
    try:
        if asked is None or not form.is_valid():
            raise NotLive
        link = find_by_code(form.cleaned_data["code"], request=asked, now=timezone.now())
        if link.purpose == Purpose.ADD_CHILD:
            return _child_added(request, link)
        open_it = accept_address if link.purpose == Purpose.VERIFY else reset_password
        return _to_choose(request, open_it(link=link, visitor=visitor_of(request), now=timezone.now()))
    except NotLive:
        messages.error(
            request,
            _(
                "That code did not open anything. Use the newest mail, or the link in it: "
                "after five tries only the link works."
            ),
        )
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("accounts:asked")


def _to_choose(request: PortalRequest, account: Account) -> HttpResponse:
    get_adapter().login(request, account)
    return redirect("accounts:choose-password")


def _child_added(request: PortalRequest, link: MailedLink) -> HttpResponse:
    child = add_by_mail(link=link, now=timezone.now())
    messages.success(request, _("%(child)s is on the account now.") % {"child": child})
    return redirect("home")
