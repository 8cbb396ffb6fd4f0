"""A forgotten password (C3): what the mailbox gets, if there is one."""

from collections.abc import Mapping
from datetime import datetime

from accounts.answering.answer import Answer
from accounts.answering.mailbox import accounts_at, mail_links, pending_at
from accounts.mail import limits, messages
from accounts.mail.addresses import address_of
from accounts.models import Account, AccountType, PublicRequest
from accounts.ways_in import mail_verification, number_of

Outcome = PublicRequest.Outcome


def answer(request: PublicRequest, typed: Mapping[str, str], *, now: datetime) -> Answer:
    """By address or username. The mail goes to the stored address, never to the typed spelling."""
    name = typed["login"]
    if "@" not in name:
        return _by_username(request, name, now)
    accounts = accounts_at(name)
    if accounts:
        return mail_links(request, name, accounts, mail=messages.password_link, now=now)
    pending = pending_at(name)
    if pending:
        mail_verification(account=pending, request=request, now=now)
        return Answer(Outcome.MAILED, account=pending)
    return _nobody_there(request, name, now)


def _nobody_there(request: PublicRequest, address: str, now: datetime) -> Answer:
    """An unknown address is told so: perhaps its owner registered with another."""
    slot = limits.next_slot(address, now=now, kind="no_such_account")
    messages.no_such_account(
        address=address, number=number_of(request), language=request.language, now=now, due_at=slot
    )
    return Answer(Outcome.NO_MATCH)


def _by_username(request: PublicRequest, name: str, now: datetime) -> Answer:
    """Pupils have no mailbox: their teacher helps."""
    found = Account.objects.not_deleted().filter(username=name).select_related("staff", "contact").first()
    if found is None:
        return Answer(Outcome.NO_MATCH)
    if found.status == Account.Status.PENDING and found.email:
        mail_verification(account=found, request=request, now=now)
        return Answer(Outcome.MAILED, account=found)
    address = address_of(found)
    if found.type == AccountType.STUDENT or not address:
        return Answer(Outcome.NO_ADDRESS, account=found)
    return mail_links(request, address, [found], mail=messages.password_link, now=now)
