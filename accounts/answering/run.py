"""Requests that are due, one after the other: each in one transaction with all that its answer does.

Several workers may run this: a request that one has in hand the others pass by. One that cannot be
answered keeps none of the others waiting; it comes again when it is twice as old.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from accounts.answering import child, email, facts, forgot, resend
from accounts.answering.answer import Answer
from accounts.models import PublicRequest
from accounts.usecases.public_requests import typed_in

log = structlog.get_logger("accounts.answering")
SHORTEST_PAUSE = timedelta(minutes=1)
# Each is called as answer(request, typed, now=...) within the request's transaction.
ANSWERS: dict[str, Callable[..., Answer]] = {
    PublicRequest.Kind.FACTS: facts.answer,
    PublicRequest.Kind.EMAIL: email.answer,
    PublicRequest.Kind.FORGOT: forgot.answer,
    PublicRequest.Kind.RESEND: resend.answer,
    PublicRequest.Kind.CHILD: child.answer,
}


def answer_due(*, now: datetime) -> int:
    """How many requests of the current district were looked at."""
    looked_at = 0
    while _take_next(now):
        looked_at += 1
    return looked_at


def _take_next(now: datetime) -> bool:
    with transaction.atomic():
        due = PublicRequest.objects.filter(answered_at=None, due_at__lte=now).exclude(sealed=None)
        request = due.order_by("due_at", "pk").select_for_update(skip_locked=True, of=("self",)).first()
        if request is None:
            return False
        try:
            with transaction.atomic():
                _answer(request, now)
        except Exception:
            log.exception("request not answered", request=request.pk, kind=request.kind)
            pause = max(SHORTEST_PAUSE, now - request.created_at)
            PublicRequest.objects.filter(pk=request.pk).update(due_at=now + pause)
    return True


def _answer(request: PublicRequest, now: datetime) -> None:
    answer = ANSWERS[request.kind](request, typed_in(request), now=now)
    PublicRequest.objects.filter(pk=request.pk).update(
        outcome=answer.outcome, account=answer.account, contact=answer.contact, answered_at=now
    )
