"""Register by facts (B5-B7): pupil number or code and the own name select a contact; its mailbox proves."""

from collections.abc import Mapping
from datetime import datetime

from accounts.answering.answer import Answer
from accounts.models import PublicRequest
from accounts.registering.record import Outcome, examine
from accounts.registering.welcome import welcome


def answer(request: PublicRequest, typed: Mapping[str, str], *, now: datetime) -> Answer:
    """Mails a one-time password, or a password link to who is in already; otherwise nothing leaves."""
    found = examine(typed, now=now)
    if found.outcome != Outcome.MAILED or found.student is None or found.contact is None:
        return Answer(found.outcome, contact=found.contact)
    outcome, account = welcome(
        contact=found.contact, student=found.student, request=request, username=typed["username"], now=now
    )
    return Answer(outcome, account=account, contact=found.contact)
