"""Offered in the session that a mailed password began: the other children of the same contact record."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.registering.proving import siblings_of
from accounts.requests import SignedInRequest
from accounts.sessions import PROVEN
from accounts.usecases.link_siblings import link_siblings
from accounts.views.ticked import refuse_strangers, ticked_ids
from roster.queries import whereabouts


@require_http_methods(["GET", "HEAD", "POST"])
def siblings(request: SignedInRequest) -> HttpResponse:
    offered = siblings_of(request.account) if request.session.get(PROVEN) else []
    if not offered:
        return redirect("home")
    if request.method == "POST":
        ids = ticked_ids(request.POST, "students")
        refuse_strangers(request, sorted(set(ids) - {student.pk for student in offered}))
        link_siblings(account=request.account, student_ids=ids, actor=request.actor, now=timezone.now())
        return redirect("home")
    whereabouts(offered)
    return render(request, "accounts/siblings.html", {"children": offered})
