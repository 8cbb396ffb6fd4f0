"""The first page after sign-in: one for staff, one for parents, one for pupils."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.class_counts import class_counts
from accounts.emulation import looks_at
from accounts.models import AccountType
from accounts.parents import to_be_proven
from accounts.pupils import with_logins
from accounts.queries import children_of
from accounts.requests import SignedInRequest
from portal.navigation import MANAGE
from roster.models import SchoolClass
from roster.queries import taught_by, whereabouts
from schools.capabilities import Capability
from schools.route_words import ROUTE_WORDS

OWN_CLASSES = 12  # a tile each; all the others stand behind "Manage Student Logins"
# Route of an entry of "Manage" -> its picture, and what one does there.
TILES = {
    "accounts:classes": ("key", _("Create, reset and print pupils' logins, class by class.")),
    "accounts:parents": ("arrow-uturn-left", _("A parent who cannot get in registers again.")),
    "accounts:corrected-addresses": ("envelope", _("What to write into the office's own system.")),
    "accounts:schools": ("building-library", _("Which schools are open to parents, and opening one.")),
    "accounts:help-numbers": (
        "lifebuoy",
        _("A parent calls with a number: what was typed, and what mends it."),
    ),
    "accounts:portal-accounts": (
        "users",
        _("Find a parent's or pupil's account and see its state."),
    ),
    "accounts:staff": ("identification", _("Who works here, and who still needs a login.")),
    "roster:imports": ("arrow-up-tray", _("Bring in schools, classes and people, with a preview first.")),
    "accounts:audit": ("clipboard-document-list", _("Who did what, and when.")),
    "schools:options": ("adjustments-horizontal", _("What parents and pupils may change themselves.")),
}


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    if request.account.type == AccountType.STAFF:
        return _staff_home(request)
    template = "home/parent.html" if request.account.type == AccountType.PARENT else "home/pupil.html"
    children = list(children_of(request.scope))
    whereabouts(children)
    now = timezone.now()
    context = {
        "pupils": with_logins(children, now=now),
        "looks": looks_at(request.account.pk, now=now),
        "unproven": to_be_proven(request.account),
    }
    return render(request, template, context)


def _staff_home(request: SignedInRequest) -> HttpResponse:
    visible = SchoolClass.objects.visible_to(request.scope, Capability.VIEW_STUDENTS).current()
    own = list(taught_by(visible, request.account.staff_id).select_related("school")[:OWN_CLASSES])
    counts = class_counts([row.pk for row in own], now=timezone.now())
    context = {
        "staff": request.account.staff,
        "classes": [{"school_class": row, "counts": counts[row.pk]} for row in own],
        "manage": [
            {
                "title": ROUTE_WORDS[route],
                "url": reverse(route),
                "icon": TILES[route][0],
                "text": TILES[route][1],
            }
            for route, capability in MANAGE
            if request.scope.can(capability)
        ],
    }
    return render(request, "home/staff.html", context)
