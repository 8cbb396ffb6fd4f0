"""Home -> Manage -> Manage Parent/Student Accounts: all of them, and one with all it holds (C7, C16)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.account_search import COUNTED, Asked, OfType, Sort, Standing, search
from accounts.forms.account import AccountForm
from accounts.mail.states import mails_of
from accounts.models import Account
from accounts.portal_accounts import (
    accounts_within,
    has_child_beyond,
    password_link,
    portal_accounts,
    taken_off,
)
from accounts.requests import SignedInRequest
from accounts.tables import PortalAccountsTable, PupilsOfAccountTable
from accounts.usecases.change_account import change_account
from accounts.views.account_actions import CHILD_BEYOND
from schools.capabilities import Capability
from schools.guards import find_or_404, requires
from schools.paging import page_from
from schools.scope import Scope
from schools.tables import Order

# Column of the table -> what it is sorted by, and whether downwards at first: the newest sign-in on top.
SORTED = {
    "account": (Sort.NAME, False),
    "number": (Sort.ACCOUNT, False),
    "current": (Sort.SIGN_IN, True),
}


@require_safe
@requires(Capability.ADMINISTER_ACCOUNTS)
def portal_account_list(request: SignedInRequest) -> HttpResponse:
    now, asked = timezone.now(), Asked.of(request.GET)
    found = search(asked, request.scope.reach(Capability.ADMINISTER_ACCOUNTS), now=now)
    rows = portal_accounts(found.ids, scope=request.scope, now=now)
    page = page_from(rows, query=request.GET, placed=found.placed)
    context = {
        "asked": asked,
        "page": page,
        "total": found.total,
        "counted": COUNTED,
        "types": _filters(asked, "of_type", OfType),
        "standings": _filters(asked, "standing", Standing),
        "keep": asked.kept(),
        "here": request.get_full_path(),
        "table": PortalAccountsTable(page.rows, _orders(asked)),
    }
    return render(request, "accounts/portal_accounts.html", context)


@require_safe
@requires(Capability.ADMINISTER_ACCOUNTS)
def portal_account(request: SignedInRequest, account_id: int) -> HttpResponse:
    account = find_or_404(request, accounts_within(request.scope, now=timezone.now()), account_id)
    return _account_page(request, account, AccountForm.of(account))


@require_POST
@requires(Capability.ADMINISTER_ACCOUNTS)
def change(request: SignedInRequest, account_id: int) -> HttpResponse:
    """Its last day, and whether it is a test account."""
    now = timezone.now()
    account = find_or_404(request, accounts_within(request.scope, now=now).not_deleted(), account_id)
    if has_child_beyond(account, request.scope, Capability.ADMINISTER_ACCOUNTS, now=now):
        messages.warning(request, CHILD_BEYOND)
        return redirect("accounts:portal-account", account.pk)
    form = AccountForm.of(account, request.POST)
    if not form.is_valid():
        return _account_page(request, account, form)
    changed = change_account(
        account=account,
        expires_at=form.expires_at(),
        is_test=form.cleaned_data["is_test"],
        actor=request.actor,
        now=now,
    )
    messages.success(request, _("Saved.") if changed else _("Nothing was different: nothing was changed."))
    return redirect("accounts:portal-account", account.pk)


def _account_page(request: SignedInRequest, account: Account, form: AccountForm) -> HttpResponse:
    now = timezone.now()
    (shown,) = portal_accounts([account.pk], scope=request.scope, now=now)
    context = {
        "shown": shown,
        "crumbs": [
            {"label": _("Manage Parent/Student Accounts"), "url": reverse("accounts:portal-accounts")}
        ],
        "table": PupilsOfAccountTable(shown.links + taken_off(account, scope=request.scope, now=now)),
        "password_link": password_link(account, now=now),
        "mails": mails_of(account),
        "may": _may_do(request.scope, account),
        "form": form,
    }
    return render(request, "accounts/portal_account.html", context)


def _may_do(scope: Scope, account: Account) -> dict[str, str]:
    """Button -> its address; each page behind them asks again."""
    may = {
        "change": reverse("accounts:change-portal-account", args=[account.pk]),
        "resend": reverse("accounts:resend-verification", args=[account.pk]),
    }
    if account.deleted_at is None:
        may["unlink"] = reverse("accounts:unlink-child", args=[account.pk])
        may["relink"] = reverse("accounts:relink-child", args=[account.pk])
    if scope.can(Capability.DELETE_ACCOUNTS):
        may["delete"] = reverse("accounts:delete-account", args=[account.pk])
        may["restore"] = reverse("accounts:restore-account", args=[account.pk])
    if scope.can(Capability.EMULATE):
        may["emulate"] = reverse("accounts:emulate", args=[account.pk])
    if scope.can(Capability.VIEW_AUDIT):
        may["audit"] = f"{reverse('accounts:audit')}?account={account.pk}"
    if scope.can(Capability.VIEW_STUDENTS):
        may["students"] = reverse("accounts:student-search")
    return may


def _filters(asked: Asked, name: str, choices: type[OfType] | type[Standing]) -> list[dict[str, Any]]:
    """One of the choices is always the current one."""
    return [
        {
            "label": choice.label,
            "url": asked.turned(**{name: choice}),
            "current": getattr(asked, name) == choice,
        }
        for choice in choices
    ]


def _orders(asked: Asked) -> dict[str, Order]:
    orders = {}
    for column, (sort, down_first) in SORTED.items():
        current = asked.sort == sort
        downwards = not asked.downwards if current else down_first
        now = ("descending" if asked.downwards else "ascending") if current else ""
        orders[column] = Order(asked.turned(sort=sort, downwards=downwards), now)
    return orders
