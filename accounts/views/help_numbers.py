"""Home -> Manage -> Help numbers: a parent calls, and the office sees what stands in the way (X16)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.help_numbers import clean_help_number, format_help_number
from accounts.help_words import advice_for, sentence_for
from accounts.models import PublicRequest
from accounts.registering.help_desk import Case, case_of, lies_within
from accounts.requests import SignedInRequest
from accounts.usecases.decide_request import NotToBeDecided, decide_request
from accounts.usecases.public_requests import find_asked, typed_in
from accounts.views.ticked import ticked_ids
from accounts.wording import typed_lines
from roster.queries import first_schools, whereabouts
from schools.capabilities import Capability
from schools.guards import deny, requires
from schools.text import typed_search


@require_safe
@requires(Capability.HELP_PARENTS)
def help_numbers(request: SignedInRequest) -> HttpResponse:
    typed = typed_search(request.GET)
    found = find_asked(clean_help_number(typed)) if typed else None
    context: dict[str, Any] = {"q": typed, "found": found}
    if found:
        case = case_of(found, typed_in(found), now=timezone.now())
        context |= _page_of(case) if lies_within(case, request.scope) else {"elsewhere": True}
    return render(request, "accounts/help_numbers.html", context)


@require_POST
@requires(Capability.HELP_PARENTS)
def decide(request: SignedInRequest) -> HttpResponse:
    """*It is her*, one tap. Another school's request, and a contact of another pupil, do not exist here."""
    contact_id, now = _contact_id(request), timezone.now()
    found = find_asked(clean_help_number(request.POST.get("number", "")))
    case = case_of(found, typed_in(found), now=now) if found else None
    if case is None or case.candidate(contact_id) is None or not lies_within(case, request.scope):
        deny(request, contact_id)
        raise Http404
    try:
        outcome = decide_request(
            request=case.request,
            contact_id=contact_id,
            actor=request.actor,
            school_id=first_schools([case.student.pk]).get(case.student.pk) if case.student else None,
            now=now,
        )
    except NotToBeDecided:
        messages.warning(
            request, _("No mail can go to this person yet. Nothing was sent. The reason is below.")
        )
    else:
        _tell(request, outcome)
    return redirect(f"{reverse('accounts:help-numbers')}?q={format_help_number(case.request.number)}")


def _contact_id(request: SignedInRequest) -> int:
    ids = ticked_ids(request.POST, "contact")
    if len(ids) != 1:
        raise BadRequest("one contact")
    return ids[0]


def _page_of(case: Case) -> dict[str, Any]:
    if case.student:
        whereabouts([case.student])
    return {
        "case": case,
        "number": format_help_number(case.request.number),
        "typed": typed_lines(case.typed),
        "sentence": sentence_for(case.request),
        "advice": advice_for(case),
    }


def _tell(request: SignedInRequest, outcome: PublicRequest.Outcome) -> None:
    if outcome == PublicRequest.Outcome.MAILED:
        messages.success(
            request, _("A mail is on its way to the address on record, with this help number in it.")
        )
    else:
        messages.warning(request, _("This account is switched off or has expired. Nothing was sent."))
