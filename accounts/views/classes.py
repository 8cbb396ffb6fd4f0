"""Home -> Manage -> Manage Student Logins: the classes, and one class with all its pupils (A1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.class_counts import class_counts
from accounts.requests import SignedInRequest
from accounts.tables import ClassesTable
from accounts.views.class_page import show_class
from roster.models import SchoolClass
from roster.queries import classes_matching
from schools.capabilities import Capability
from schools.guards import find_or_404, requires
from schools.paging import page_of
from schools.text import typed_search


@require_safe
@requires(Capability.VIEW_STUDENTS)
def classes(request: SignedInRequest) -> HttpResponse:
    typed = typed_search(request.GET)
    visible = SchoolClass.objects.visible_to(request.scope, Capability.VIEW_STUDENTS).current()
    found = classes_matching(visible.select_related("school"), typed)
    page = page_of(found, keys=("school__name", "sort_title", "pk"), query=request.GET)
    counts = class_counts([row.pk for row in page.rows], now=timezone.now())
    context = {
        "q": typed,
        "total": found.count(),
        "page": page,
        "table": ClassesTable([{"school_class": row, "counts": counts[row.pk]} for row in page.rows]),
    }
    return render(request, "accounts/classes.html", context)


@require_safe
@requires(Capability.VIEW_STUDENTS)
def class_logins(request: SignedInRequest, class_id: int) -> HttpResponse:
    visible = SchoolClass.objects.visible_to(request.scope, Capability.VIEW_STUDENTS).current()
    return show_class(request, find_or_404(request, visible.select_related("school"), class_id))
