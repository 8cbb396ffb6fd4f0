"""Home -> Manage -> Staff: who works here, and their logins."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.login_lists import ResultPage
from accounts.models import LoginList
from accounts.requests import SignedInRequest
from accounts.staff_access import barrier, colleagues, staff_within
from accounts.tables import StaffTable
from accounts.usecases.staff_logins import create_staff_logins, reset_staff_logins
from accounts.views.results import HAVE_NONE, HAVE_ONE, ask_before_reset, bulk_actions, to_list
from accounts.views.ticked import refuse_strangers, ticked_ids
from schools.capabilities import Capability
from schools.guards import requires
from schools.models import StaffMember
from schools.paging import page_of
from schools.queries import staff_matching
from schools.text import typed_search


@require_safe
@requires(Capability.VIEW_STAFF)
def staff(request: SignedInRequest) -> HttpResponse:
    now, typed = timezone.now(), typed_search(request.GET)
    visible = staff_within(request.scope, Capability.VIEW_STAFF, today=timezone.localdate(now))
    found = staff_matching(visible, typed)
    page = page_of(found, keys=("sort_name", "pk"), query=request.GET)
    rows = colleagues(page.rows, reader=request.account, scope=request.scope, now=now)
    may = _may() if request.scope.can(Capability.MANAGE_STAFF) else {}
    context = {
        "q": typed,
        "total": found.count(),
        "page": page,
        "table": StaffTable(rows),
        "may": may,
        "actions": bulk_actions(may),
    }
    return render(request, "accounts/staff.html", context)


@require_POST
@requires(Capability.MANAGE_STAFF)
def create_logins(request: SignedInRequest) -> HttpResponse:
    ticked = _ticked(request)
    if not ticked:
        return _to_list(request, None, _nothing_ticked())
    issued = create_staff_logins(
        staff=ticked, actor=request.actor, now=timezone.now(), page=ResultPage(request.session.digest)
    )
    return _to_list(request, issued.login_list, HAVE_ONE)


@require_POST
@requires(Capability.MANAGE_STAFF)
def reset_logins(request: SignedInRequest) -> HttpResponse:
    """One person at once; of several the names are shown first."""
    ticked = _ticked(request)
    if not ticked:
        return _to_list(request, None, _nothing_ticked())
    if len(ticked) > 1 and "confirmed" not in request.POST:
        rows = colleagues(ticked, reader=request.account, scope=request.scope, now=timezone.now())
        return ask_before_reset(request, rows, field="staff", back=reverse("accounts:staff"))
    issued = reset_staff_logins(
        staff=ticked, actor=request.actor, now=timezone.now(), page=ResultPage(request.session.digest)
    )
    return _to_list(request, issued.login_list, HAVE_NONE)


def _may() -> dict[str, str]:
    return {
        "create": reverse("accounts:create-staff-logins"),
        "reset": reverse("accounts:reset-staff-logins"),
    }


def _ticked(request: SignedInRequest) -> list[StaffMember]:
    """All of them within reach and none of them barred, or 404."""
    ids = ticked_ids(request.POST, "staff")
    within = staff_within(request.scope, Capability.MANAGE_STAFF, today=timezone.localdate())
    ticked = within.filter(pk__in=ids).order_by("sort_name", "pk")
    free = [member for member in ticked if not barrier(member, request.account, request.scope)]
    refuse_strangers(request, sorted(set(ids) - {member.pk for member in free}))
    return free


def _to_list(
    request: SignedInRequest, login_list: LoginList | None, nothing_done: str | Promise
) -> HttpResponse:
    return to_list(request, login_list, nothing_done=nothing_done, back=reverse("accounts:staff"))


def _nothing_ticked() -> str:
    return _("Nothing is ticked yet. Tick the people first, then press the button.")
