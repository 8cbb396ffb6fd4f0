"""The first page after sign-in: one for staff, one for parents, one for pupils."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from roster.queries import classes_with_counts

from accounts.models import AccountType
from accounts.queries import children_of
from schools.capabilities import Capability


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if request.account.type == AccountType.STAFF:
        return _staff_home(request)
    template = "home/parent.html" if request.account.type == AccountType.PARENT else "home/pupil.html"
    return render(request, template, {"children": children_of(request.scope)})


def _staff_home(request: HttpRequest) -> HttpResponse:
    classes = classes_with_counts(request.scope, Capability.VIEW_STUDENTS)[:12]
    return render(request, "home/staff.html", {"classes": classes})
