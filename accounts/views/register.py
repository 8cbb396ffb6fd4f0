"""How a parent comes in: which ways there are, and registering by facts in three short steps (B5, B6)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.facts import Walk
from accounts.models import PublicRequest
from accounts.views.asked import to_asked
from accounts.visitor import name_browser
from schools.requests import PortalRequest


@require_safe
@login_not_required
def ways(request: PortalRequest) -> HttpResponse:
    return render(request, "accounts/register.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def facts(request: PortalRequest) -> HttpResponse:
    walk = Walk(request.POST, digits=request.district.student_number_digits)
    if walk.facts is not None:
        return to_asked(request, kind=PublicRequest.Kind.FACTS, typed=walk.facts)
    context = {"walk": walk, "form": walk.form, "steps": [_("Your child"), _("You"), _("Your login")]}
    response = render(request, "accounts/register_facts.html", context)
    name_browser(request, response)
    return response
