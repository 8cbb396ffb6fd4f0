"""Home -> Manage -> Reset Parent Login: parents by last name, a row for each child (B1, B2, B3)."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import AccountStudent
from accounts.parents import KEYS, Links, beginning_with, letters_of, named, parent_rows
from accounts.requests import SignedInRequest
from accounts.tables import ParentsTable
from schools.capabilities import Capability
from schools.guards import requires
from schools.paging import page_of
from schools.text import typed_search

COUNTED = 1000  # above it the page says "more than"
UNPROVEN, NO_ADDRESS = "unproven", "no-address"


@require_safe
@requires(Capability.RESET_PARENTS)
def parents(request: SignedInRequest) -> HttpResponse:
    return _show(request, request.GET)


def refused_page(request: SignedInRequest, ticked: Collection[int], refusal: str) -> HttpResponse:
    """The list as it was filtered, with the ticks and the reason; in the dialog where one was asked for."""
    if request.htmx:
        return render(request, "accounts/refusal.html", {"refusal": refusal})
    query = QueryDict(request.POST.get("here", ""))
    return _show(request, query, ticked=ticked, refusal=refusal, status=409)


def _show(request: SignedInRequest, query: QueryDict, **more: Any) -> HttpResponse:
    typed, letter = typed_search(query), query.get("letter", "").replace("\0", "")[:1]
    shown, reach = query.get("show", ""), request.scope.reach(Capability.RESET_PARENTS)
    visible = AccountStudent.objects.visible_to(request.scope, Capability.RESET_PARENTS).of_parents()
    within = _shown(visible, shown)
    found = beginning_with(named(within, typed), letter)
    here = reverse("accounts:parents")
    rows = found.select_related("account__contact", "student")
    page = page_of(rows, keys=KEYS, query=query, path=here)
    context = {
        "q": typed,
        "letters": [
            {"label": first.upper(), "url": _url(here, show=shown, letter=first), "current": first == letter}
            for first in letters_of(within, of_everybody=reach.everything and not shown)
        ],
        "filters": _filters(here, shown),
        "keep": [("show", shown)] if shown else [],
        "narrowed": bool(typed or letter or shown),
        "total": found.order_by()[: COUNTED + 1].count(),
        "counted": COUNTED,
        "page": page,
        "table": ParentsTable(parent_rows(page.rows, now=timezone.now())),
        "may": {
            "reset": reverse("accounts:reset-parents"),
            "correct": request.scope.can(Capability.HELP_PARENTS),
        },
        "actions": _bulk_actions(),
        "here": query.urlencode(),
        "ticked": (),
    }
    return render(request, "accounts/parents.html", context | more, status=more.get("status"))


def _shown(links: Links, shown: str) -> Links:
    if shown == UNPROVEN:
        return links.filter(status=AccountStudent.Status.UNPROVEN)
    if shown == NO_ADDRESS:
        return links.filter(account__contact__address="")
    return links


def _filters(here: str, shown: str) -> list[dict[str, Any]]:
    words = {"": _("All"), UNPROVEN: _("To be proven again"), NO_ADDRESS: _("No e-mail on record")}
    return [
        {"label": label, "url": _url(here, show=value), "current": value == shown}
        for value, label in words.items()
    ]


def _url(path: str, **kept: str) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in kept.items() if value})
    return f"{path}?{query.urlencode()}" if query else path


def _bulk_actions() -> list[dict[str, str]]:
    return [
        {
            "label": _("Reset Selected"),
            "one": _("Reset {n} selected"),
            "other": _("Reset {n} selected"),
            "url": reverse("accounts:reset-parents"),
            "kind": "primary",
            "slot": "confirm",
        }
    ]
