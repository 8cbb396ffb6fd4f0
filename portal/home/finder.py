"""Which district is yours? Names and addresses only, on the bare domain."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools.models import District


@require_safe
@login_not_required
def find_district(request: HttpRequest) -> HttpResponse:
    found = District.objects.filter(kind=District.Kind.SCHOOLS).prefetch_related("hosts").order_by("name")
    port = f":{settings.PORTAL_PORT}" if settings.PORTAL_PORT != 443 else ""
    districts = [
        {"name": district.name, "url": f"{request.scheme}://{district.hosts.all()[0].host}{port}/"}
        for district in found
    ]
    return render(request, "home/find_district.html", {"districts": districts})
