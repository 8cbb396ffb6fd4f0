"""A further child for an account (C18): a mail to the address on the record that the facts select."""

from collections.abc import Mapping
from datetime import datetime

from accounts import standing
from accounts.answering.answer import Answer
from accounts.models import Account, PublicRequest
from accounts.registering.record import examine
from accounts.ways_in import mail_child_link

Outcome = PublicRequest.Outcome


def answer(request: PublicRequest, typed: Mapping[str, str], *, now: datetime) -> Answer:
    account = Account.objects.not_deleted().filter(pk=typed["account"]).select_related("staff").first()
    if account is None or standing.is_shut(account, now=now):
        return Answer(Outcome.NOT_ALLOWED, account=account)
    found = examine(typed, now=now)
    if found.outcome == Outcome.MAILED and found.student and found.contact:
        mail_child_link(
            account=account, contact=found.contact, student=found.student, request=request, now=now
        )
    return Answer(found.outcome, account=account, contact=found.contact)
