"""The buttons over a class: Create Login(s), Reset Selected, Show access codes (A2, A6, D1, D3, D4)."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.pupils import with_logins
from accounts.requests import SignedInRequest
from accounts.usecases.create_logins import create_student_logins
from accounts.usecases.login_lists import show_logins
from accounts.usecases.reset_logins import reset_student_logins
from accounts.views.results import HAVE_NONE, HAVE_ONE, ask_before_reset, to_list
from accounts.views.ticked import Ticked, on_ticked
from schools.capabilities import Capability


@require_POST
@on_ticked(Capability.CREATE_LOGINS)
def create_logins(request: SignedInRequest, ticked: Ticked) -> HttpResponse:
    issued = create_student_logins(
        students=ticked.students,
        actor=request.actor,
        now=timezone.now(),
        page=ticked.result_page(request),
    )
    return to_list(request, issued.login_list, nothing_done=HAVE_ONE, back=_back(ticked))


@require_POST
@on_ticked(Capability.RESET_LOGINS)
def reset_logins(request: SignedInRequest, ticked: Ticked) -> HttpResponse:
    """One pupil at once; of several the names and numbers are shown first (D3)."""
    if len(ticked.students) > 1 and "confirmed" not in request.POST:
        pupils = with_logins(ticked.students, now=timezone.now())
        class_id = ticked.school_class.pk if ticked.school_class else None
        return ask_before_reset(request, pupils, field="students", back=_back(ticked), class_id=class_id)
    issued = reset_student_logins(
        students=ticked.students,
        actor=request.actor,
        now=timezone.now(),
        page=ticked.result_page(request),
    )
    return to_list(request, issued.login_list, nothing_done=HAVE_NONE, back=_back(ticked))


@require_POST
@on_ticked(Capability.SHOW_LOGINS)
def show_access_codes(request: SignedInRequest, ticked: Ticked) -> HttpResponse:
    shown = show_logins(
        students=ticked.students,
        actor=request.actor,
        now=timezone.now(),
        page=ticked.result_page(request),
    )
    return to_list(request, shown, nothing_done=HAVE_NONE, back=_back(ticked))


def _back(ticked: Ticked) -> str:
    if ticked.school_class:
        return reverse("accounts:class-logins", args=[ticked.school_class.pk])
    return reverse("accounts:student", args=[ticked.students[0].pk])
