"""Registering with an e-mail address (C18): a pending account and a mail to verify it."""

from collections.abc import Mapping
from datetime import datetime

from accounts.answering.answer import Answer
from accounts.answering.mailbox import accounts_at, mail_links, pending_at
from accounts.mail import messages
from accounts.mailbox_children import in_preparation
from accounts.models import PublicRequest
from accounts.registering.admit import new_account
from accounts.ways_in import mail_verification
from schools.models import School

Outcome = PublicRequest.Outcome


def answer(request: PublicRequest, typed: Mapping[str, str], *, now: datetime) -> Answer:
    """Who has an account already is told so, in the mail; who is pending gets the mail again."""
    address = typed["email"]
    accounts = [account for account in accounts_at(address) if account.email]
    if accounts:
        return mail_links(request, address, accounts, mail=messages.you_have_an_account, now=now)
    if in_preparation(address) or not School.objects.filter(status=School.Status.OPEN).exists():
        return Answer(Outcome.CLOSED)
    account = pending_at(address) or new_account(email=address, language=request.language, now=now)
    mail_verification(account=account, request=request, now=now)
    return Answer(Outcome.MAILED, account=account)
