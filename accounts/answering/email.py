"""Registering with an e-mail address (C18): a pending account and a mail to verify it."""

from collections.abc import Mapping
from datetime import datetime

from accounts.answering.answer import Answer
from accounts.answering.mailbox import accounts_at, can_be_helped, pending_at
from accounts.mail import messages
from accounts.mailbox_children import in_preparation
from accounts.models import Account, AccountType, PublicRequest
from accounts.ways_in import mail_password_links, mail_verification
from schools.models import School

Outcome = PublicRequest.Outcome


def answer(request: PublicRequest, typed: Mapping[str, str], *, now: datetime) -> Answer:
    """Who has an account already is told so, in the mail; who is pending gets the mail again."""
    address = typed["email"]
    accounts = [account for account in accounts_at(address) if account.email]
    if accounts:
        return _has_one_already(request, address, accounts, now)
    if in_preparation(address) or not School.objects.filter(status=School.Status.OPEN).exists():
        return Answer(Outcome.CLOSED)
    account = pending_at(address) or _pending(request, address, now)
    mail_verification(account=account, request=request, now=now)
    return Answer(Outcome.MAILED, account=account)


def _has_one_already(request: PublicRequest, address: str, accounts: list[Account], now: datetime) -> Answer:
    helped = can_be_helped(accounts, now=now)
    if not helped:
        return Answer(Outcome.NOT_ALLOWED, account=accounts[0])
    mail_password_links(
        address=address, accounts=helped, mail=messages.you_have_an_account, request=request, now=now
    )
    return Answer(Outcome.MAILED, account=helped[0])


def _pending(request: PublicRequest, address: str, now: datetime) -> Account:
    """It opens nothing before it is verified, and then only the page to choose a password."""
    account = Account(
        type=AccountType.PARENT,
        status=Account.Status.PENDING,
        email=address,
        must_choose=True,
        language=request.language,
        created_at=now,
    )
    account.set_unusable_password()
    account.save(force_insert=True)
    return account
