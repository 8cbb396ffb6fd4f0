"""Home -> Manage -> District options (C1)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from schools.capabilities import Capability
from schools.district_options import district_options
from schools.forms import DistrictOptionsForm
from schools.guards import requires
from schools.requests import PortalRequest
from schools.usecases.set_district_options import set_district_options


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.DISTRICT_OPTIONS)
def options(request: PortalRequest) -> HttpResponse:
    initial = DistrictOptionsForm.values_of(district_options())
    form = DistrictOptionsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        set_district_options(options=form.cleaned_data, actor=request.actor, now=timezone.now())
        messages.success(request, _("Saved. It applies from the next click of every parent and pupil."))
        return redirect("schools:options")
    return render(request, "schools/options.html", {"form": form})
