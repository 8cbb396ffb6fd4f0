"""Home -> Manage -> Schools: which are open to parents, and the page that opens one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.mail.samples import registration_mail
from accounts.requests import SignedInRequest
from accounts.tables import SchoolsTable
from roster.registering import contact_counts
from schools.capabilities import Capability
from schools.guards import find_or_404, requires
from schools.models import School
from schools.paging import page_of
from schools.usecases.open_school import AlreadyOpen, open_school


@require_safe
@requires(Capability.OPEN_SCHOOL)
def schools(request: SignedInRequest) -> HttpResponse:
    visible = School.objects.visible_to(request.scope, Capability.OPEN_SCHOOL).filter(ended_on=None)
    page = page_of(visible, keys=("name", "pk"), query=request.GET)
    return render(request, "accounts/schools.html", {"page": page, "table": SchoolsTable(page.rows)})


@require_safe
@requires(Capability.OPEN_SCHOOL)
def school(request: SignedInRequest, school_id: int) -> HttpResponse:
    found = _find(request, school_id)
    context = {
        "school": found,
        "counts": contact_counts(found.pk),
        "mail": registration_mail(language=get_language() or "", now=timezone.now()),
        "crumbs": [{"label": _("Schools"), "url": reverse("accounts:schools")}],
    }
    return render(request, "accounts/school.html", context)


@require_POST
@requires(Capability.OPEN_SCHOOL)
def open_to_parents(request: SignedInRequest, school_id: int) -> HttpResponse:
    """Only with the tick of who has read what it means."""
    found = _find(request, school_id)
    if "confirmed" not in request.POST:
        messages.warning(request, _("Tick that you have looked at it first. The school stays as it is."))
        return redirect("accounts:school", found.pk)
    try:
        counts = contact_counts(found.pk)
        open_school(school=found, actor=request.actor, now=timezone.now(), families=counts.could)
    except AlreadyOpen:
        messages.info(request, _("The school is open to parents already. Nothing was changed."))
    else:
        messages.success(request, _("%(school)s is open to parents now.") % {"school": found.name})
    return redirect("accounts:school", found.pk)


def _find(request: SignedInRequest, school_id: int) -> School:
    visible = School.objects.visible_to(request.scope, Capability.OPEN_SCHOOL).filter(ended_on=None)
    return find_or_404(request, visible, school_id)
