"""Home -> Manage -> Roster import: hand in a file, look at what it would do, apply it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from roster.forms import UploadForm
from roster.models import ImportRun
from roster.tables import ImportsTable
from roster.usecases import apply_roster
from roster.usecases.upload_roster import upload_roster
from roster.views.import_page import STATUS_CHIPS, progress_context, run_context, working
from schools.capabilities import Capability
from schools.guards import find_or_404, requires
from schools.paging import page_of
from schools.requests import PortalRequest

REFUSALS: dict[type[Exception], str | Promise] = {
    apply_roster.NotReady: _("Nothing was started: this file is not in a state for that. Look at it below."),
    apply_roster.AnotherIsApplying: _(
        "Nothing was started: another import is being applied. Wait until it is done."
    ),
    apply_roster.CheckedBefore: _(
        "Nothing was started: another import was applied since this file was checked. Check it again first."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.IMPORT_ROSTER)
def imports(request: PortalRequest) -> HttpResponse:
    """The form, and the imports so far, newest first."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        run = upload_roster(stream=file, name=file.name, actor=request.actor, now=timezone.now())
        return redirect("roster:import", run.pk)
    page = page_of(_visible(request), keys=("-pk",), query=request.GET)
    rows = [{"run": run, "kind": STATUS_CHIPS[ImportRun.Status(run.status)]} for run in page.rows]
    context = {"form": form, "page": page, "table": ImportsTable(rows)}
    return render(request, "roster/imports.html", context)


@require_safe
@requires(Capability.IMPORT_ROSTER)
def import_run(request: PortalRequest, run_id: int) -> HttpResponse:
    run = find_or_404(request, _visible(request), run_id)
    context: dict[str, Any] = {"crumbs": [{"label": _("Roster import"), "url": reverse("roster:imports")}]}
    if working(run):
        return render(
            request, "roster/import_working.html", context | {"run": run, "job": progress_context(run)}
        )
    return render(request, "roster/import.html", context | run_context(run, request.GET))


@require_safe
@requires(Capability.IMPORT_ROSTER)
def import_progress(request: PortalRequest, run_id: int) -> HttpResponse:
    """The progress bar alone, asked for each second; once the work is done, the page itself."""
    run = find_or_404(request, _visible(request), run_id)
    if not working(run):
        return HttpResponseClientRedirect(reverse("roster:import", args=[run.pk]))
    return render(request, "components/progress.html", progress_context(run))


@require_POST
@requires(Capability.IMPORT_ROSTER)
def apply_import(request: PortalRequest, run_id: int) -> HttpResponse:
    return _start(request, run_id, apply_roster.start_applying)


@require_POST
@requires(Capability.IMPORT_ROSTER)
def check_import(request: PortalRequest, run_id: int) -> HttpResponse:
    return _start(request, run_id, apply_roster.check_again)


def _start(request: PortalRequest, run_id: int, use_case) -> HttpResponse:
    run = find_or_404(request, _visible(request), run_id)
    try:
        use_case(run=run, actor=request.actor, now=timezone.now())
    except tuple(REFUSALS) as refusal:
        messages.error(request, str(REFUSALS[type(refusal)]))
    return redirect("roster:import", run.pk)


def _visible(request: PortalRequest):
    return ImportRun.objects.visible_to(request.scope, Capability.IMPORT_ROSTER)
