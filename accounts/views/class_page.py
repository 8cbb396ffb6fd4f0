"""Rendering a class with the state of every pupil's login: shown by GET, and again when a POST is refused."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.class_counts import class_counts
from accounts.pupils import with_logins
from accounts.requests import SignedInRequest
from accounts.tables import ClassPupilsTable
from accounts.views.results import bulk_actions
from roster.models import SchoolClass, Student
from schools.capabilities import Capability
from schools.paging import page_of
from schools.scope import Scope

CLASS_PAGE_SIZE = 60
_BUTTONS = {
    "create": (Capability.CREATE_LOGINS, "accounts:create-logins"),
    "reset": (Capability.RESET_LOGINS, "accounts:reset-logins"),
    "show": (Capability.SHOW_LOGINS, "accounts:show-logins"),
}


def show_class(request: SignedInRequest, school_class: SchoolClass, **more: Any) -> HttpResponse:
    """The page of one class, whose visibility the caller has checked."""
    now = timezone.now()
    students = Student.objects.visible_to(request.scope, Capability.VIEW_STUDENTS)
    page = page_of(
        students.enrolled_in(school_class.pk),
        keys=("sort_name", "pk"),
        query=request.GET,
        size=CLASS_PAGE_SIZE,
        path=reverse("accounts:class-logins", args=[school_class.pk]),
    )
    may = may_do(request.scope, school_ids=[school_class.school_id], class_ids=[school_class.pk])
    context = {
        "school_class": school_class,
        "crumbs": [{"label": _("Manage Student Logins"), "url": reverse("accounts:classes")}],
        "actions": bulk_actions(may),
        "counts": class_counts([school_class.pk], now=now)[school_class.pk],
        "page": page,
        "table": ClassPupilsTable(with_logins(page.rows, now=now)),
        "may": may,
        "ticked": (),
    }
    return render(request, "accounts/class_logins.html", context | more, status=more.get("status"))


def refused_page(
    request: SignedInRequest, school_class: SchoolClass, ticked: Collection[int], refusal: str
) -> HttpResponse:
    """The class again with the ticks kept and the reason; in the dialog where the page asked for one."""
    if request.htmx:
        return render(request, "accounts/refusal.html", {"refusal": refusal})
    return show_class(request, school_class, ticked=ticked, refusal=refusal, status=409)


def may_do(scope: Scope, *, school_ids: Collection[int], class_ids: Collection[int]) -> dict[str, str]:
    """Button -> its address, for what lies in these schools and classes; the POST asks again."""
    return {
        name: reverse(route)
        for name, (capability, route) in _BUTTONS.items()
        if reaches_any(scope, capability, school_ids=school_ids, class_ids=class_ids)
    }


def reaches_any(
    scope: Scope, capability: Capability, *, school_ids: Collection[int], class_ids: Collection[int]
) -> bool:
    reach = scope.reach(capability)
    return any(reach.covers(school_id=pk) for pk in (None, *school_ids)) or any(
        reach.covers(school_id=None, class_id=pk) for pk in class_ids
    )
