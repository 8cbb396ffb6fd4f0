"""What staff do to a parent's or pupil's account: take a child off, delete, and take both back (C9, C10)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.mail.addresses import is_told
from accounts.models import Account
from accounts.portal_accounts import accounts_within, also_on, has_child_beyond, portal_accounts
from accounts.requests import SignedInRequest
from accounts.usecases import delete_account as deletion
from accounts.usecases import unlink_child as unlinking
from roster.models import Student
from schools.capabilities import Capability
from schools.guards import find_or_404, requires
from schools.text import typed_id

CHILD_BEYOND = gettext_lazy(
    "This account also has a child at another school: a district admin can do that. Nothing was changed."
)
Action = Callable[[SignedInRequest, Account], HttpResponse | None]


def on_account(capability: Capability) -> Callable[[Action], Callable[..., HttpResponse]]:
    """Give the view the account of its address, which lies within reach; afterwards show its page again."""

    def decorate(action: Action) -> Callable[..., HttpResponse]:
        @require_POST
        @requires(capability)
        @wraps(action)
        def view(request: SignedInRequest, account_id: int) -> HttpResponse:
            account = find_or_404(request, accounts_within(request.scope, now=timezone.now()), account_id)
            return action(request, account) or redirect("accounts:portal-account", account_id)

        return view

    return decorate


@on_account(Capability.ADMINISTER_ACCOUNTS)
def unlink_child(request: SignedInRequest, account: Account) -> HttpResponse | None:
    student = _student(request)
    if "confirmed" not in request.POST:
        context = _asked(request, account) | {"student": student, "others": also_on(account, student)}
        return render(request, "accounts/confirm_unlink.html", context)
    try:
        unlinking.unlink_child(account=account, student=student, actor=request.actor, now=timezone.now())
    except unlinking.NothingToUnlink:
        messages.info(request, _("This child was off the account already. Nothing was changed."))
    else:
        done = _("%(name)s is off this account. You can undo this for a day.") % {"name": student}
        messages.success(request, f"{done} {_told(account)}")
    return None


@on_account(Capability.ADMINISTER_ACCOUNTS)
def relink_child(request: SignedInRequest, account: Account) -> None:
    student = _student(request)
    try:
        unlinking.relink_child(account=account, student=student, actor=request.actor, now=timezone.now())
    except unlinking.TooLateToRelink:
        messages.warning(request, _("That cannot be undone any more. Nothing was changed."))
    else:
        messages.success(request, _("%(name)s is back on this account.") % {"name": student})


@on_account(Capability.DELETE_ACCOUNTS)
def delete_account(request: SignedInRequest, account: Account) -> HttpResponse | None:
    if has_child_beyond(account, request.scope, Capability.DELETE_ACCOUNTS, now=timezone.now()):
        messages.warning(request, CHILD_BEYOND)
        return None
    if "confirmed" not in request.POST:
        return render(request, "accounts/confirm_delete.html", _asked(request, account))
    try:
        deletion.delete_account(account=account, actor=request.actor, now=timezone.now())
    except deletion.AlreadyDeleted:
        messages.info(request, _("This account was deleted already. Nothing was changed."))
    else:
        done = _("The account is deleted. You can undo this for a day.")
        messages.success(request, f"{done} {_told(account)}")
    return None


@on_account(Capability.DELETE_ACCOUNTS)
def restore_account(request: SignedInRequest, account: Account) -> None:
    if has_child_beyond(account, request.scope, Capability.DELETE_ACCOUNTS, now=timezone.now()):
        messages.warning(request, CHILD_BEYOND)
        return
    try:
        deletion.restore_account(account=account, actor=request.actor, now=timezone.now())
    except deletion.TooLateToRestore:
        messages.warning(request, _("That cannot be undone any more. Nothing was changed."))
    except deletion.TakenMeanwhile:
        messages.warning(
            request,
            _("Its owner has another account by now, so this one stays deleted. Nothing was changed."),
        )
    else:
        messages.success(request, _is_back(account))


def _asked(request: SignedInRequest, account: Account) -> dict[str, Any]:
    (shown,) = portal_accounts([account.pk], scope=request.scope, now=timezone.now())
    return {"shown": shown, "told": _told(account)}


def _told(account: Account) -> str:
    if is_told(account):
        return _("The owner of the account is told by e-mail.")
    return _("Nobody is told by e-mail: there is no address to write to, or it is a test account.")


def _is_back(account: Account) -> str:
    if account.has_usable_password():
        return _("The account is back. Its owner signs in as before.")
    return _("The account is back, without a password. Reset the pupil's login; a parent registers again.")


def _student(request: SignedInRequest) -> Student:
    """The child of the POST, who lies within reach like the account (SECURITY 1)."""
    within = Student.objects.visible_to(request.scope, Capability.ADMINISTER_ACCOUNTS)
    return find_or_404(request, within, typed_id(request.POST.get("student", "")) or 0)
