"""Student search from every page, and the pupil's page it leads to (A8, C15)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.contacts import contact_rows
from accounts.pupils import linked_accounts, matching, with_logins
from accounts.requests import SignedInRequest
from accounts.tables import ContactsTable, FoundPupilsTable, LinkedAccountsTable
from accounts.views.class_page import may_do, reaches_any
from roster.models import Student
from roster.queries import whereabouts
from schools.capabilities import Capability
from schools.guards import find_or_404, requires
from schools.paging import page_of
from schools.text import typed_search

COUNTED = 1000  # above it the page says "more than"


@require_safe
@requires(Capability.VIEW_STUDENTS)
def student_search(request: SignedInRequest) -> HttpResponse:
    typed = typed_search(request.GET)
    context: dict[str, Any] = {"q": typed}
    if typed:
        visible = Student.objects.visible_to(request.scope, Capability.VIEW_STUDENTS)
        found = matching(visible, typed)
        page = page_of(found, keys=("sort_name", "pk"), query=request.GET)
        whereabouts(page.rows)
        context |= {
            "page": page,
            "total": found.order_by()[: COUNTED + 1].count(),
            "counted": COUNTED,
            "table": FoundPupilsTable(with_logins(page.rows, now=timezone.now())),
        }
    return render(request, "accounts/student_search.html", context)


@require_safe
@requires(Capability.VIEW_STUDENTS)
def student(request: SignedInRequest, student_id: int) -> HttpResponse:
    visible = Student.objects.visible_to(request.scope, Capability.VIEW_STUDENTS)
    found = find_or_404(request, visible, student_id)
    whereabouts([found])
    (pupil,) = with_logins([found], now=timezone.now())
    classes = [enrolment.school_class for enrolment in found.enrolments_now]
    reach = request.scope.reach(Capability.VIEW_STUDENTS)
    where = {
        "school_ids": [at_school.school_id for at_school in found.schools_now],
        "class_ids": [row.pk for row in classes],
    }
    helps = reaches_any(request.scope, Capability.HELP_PARENTS, **where)
    context = {
        "pupil": pupil,
        "contacts": ContactsTable(contact_rows(found, now=timezone.now())) if helps else None,
        "classes": [(row, reach.covers(school_id=row.school_id, class_id=row.pk)) for row in classes],
        "table": LinkedAccountsTable(linked_accounts(found)),
        "may": may_do(request.scope, **where)
        | {
            "emulate": reaches_any(request.scope, Capability.EMULATE, **where),
            "audit": reaches_any(request.scope, Capability.VIEW_AUDIT, **where),
        },
    }
    return render(request, "accounts/student.html", context)
