"""What the header of every page shows: where one can go, whose account this is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools.capabilities import Capability
from schools.models import District
from schools.requests import PortalRequest
from schools.route_words import ROUTE_WORDS


@dataclass(frozen=True)
class Item:
    label: str | Promise
    url: str
    current: bool = False
    children: tuple["Item", ...] = ()


# Route, capability that opens it: the entries of "Manage" (A1).
MANAGE = (
    ("accounts:classes", Capability.VIEW_STUDENTS),
    ("accounts:parents", Capability.RESET_PARENTS),
    ("accounts:corrected-addresses", Capability.HELP_PARENTS),
    ("accounts:help-numbers", Capability.HELP_PARENTS),
    ("accounts:portal-accounts", Capability.ADMINISTER_ACCOUNTS),
    ("accounts:staff", Capability.VIEW_STAFF),
    ("accounts:schools", Capability.OPEN_SCHOOL),
    ("roster:imports", Capability.IMPORT_ROSTER),
    ("accounts:audit", Capability.VIEW_AUDIT),
    ("schools:options", Capability.DISTRICT_OPTIONS),
)


# Whom the last line of a page sends one to: the first that fits. Nobody is sent to themself.
HELPERS = (
    (Capability.DISTRICT_OPTIONS, _("Something not right? Ask whoever runs the portal for your district.")),
    (Capability.OPEN_SCHOOL, _("Something not right? Ask an admin of your district.")),
    (Capability.HELP_PARENTS, _("Something not right? Ask an admin of your school.")),
)
OFFICE = _("Something not right? Ask the school office: they see what you see.")


def navigation(request: PortalRequest) -> dict[str, Any]:
    """Context processor: nav, search_url, account_label, helper; before sign-in only the last."""
    account = getattr(request, "account", None)
    if account is None:
        return {"nav": (), "search_url": "", "account_label": "", "helper": OFFICE}
    can_search = request.scope.can(Capability.VIEW_STUDENTS)
    return {
        "nav": tuple(_items(request)),
        "search_url": reverse("accounts:student-search") if can_search else "",
        "account_label": str(account.staff) if account.staff_id else str(account),
        "helper": _helper(request),
    }


def _helper(request: PortalRequest) -> str | Promise:
    if request.district.kind == District.Kind.OPERATORS:
        return ""
    return next((words for capability, words in HELPERS if request.scope.can(capability)), OFFICE)


def _items(request: PortalRequest) -> Iterable[Item]:
    yield Item(ROUTE_WORDS["home"], reverse("home"), request.path == reverse("home"))
    entries = tuple(
        Item(ROUTE_WORDS[route], reverse(route), request.path.startswith(reverse(route)))
        for route, capability in MANAGE
        if request.scope.can(capability)
    )
    if entries:
        yield Item(_("Manage"), "", any(entry.current for entry in entries), entries)
