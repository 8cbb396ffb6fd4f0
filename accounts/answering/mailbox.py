"""Who signs in with a mailbox, or has mail sent there, and how far that helps them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts import standing
from accounts.answering.answer import Answer
from accounts.families import in_open_schools
from accounts.mail.addresses import is_off_record
from accounts.models import Account, AccountStudent, AccountType, PublicRequest
from accounts.ways_in import mail_password_links
from roster.models import Student

Status = Account.Status


def accounts_at(address: str) -> list[Account]:
    """Confirmed ones that sign in with this address, and parents by username whose record has it."""
    shared = Q(email="", type=AccountType.PARENT, contact__address=address) & ~Q(username="")
    found = Account.objects.not_deleted().filter(Q(email=address) | shared, status=Status.CONFIRMED)
    return list(found.select_related("staff", "contact").order_by("username", "pk"))


def pending_at(address: str) -> Account | None:
    """The newest registration with this address that waits to be verified."""
    found = Account.objects.not_deleted().filter(email=address, status=Status.PENDING)
    return found.order_by("-pk").first()


def mail_links(
    request: PublicRequest,
    address: str,
    accounts: Sequence[Account],
    *,
    mail: Callable[..., Any],
    now: datetime,
) -> Answer:
    """A password link for each that can be helped, by one mail: which of `accounts.mail.messages`."""
    helped = can_be_helped(accounts, now=now)
    if not helped:
        return Answer(PublicRequest.Outcome.NOT_ALLOWED, account=accounts[0])
    mail_password_links(address=address, accounts=helped, mail=mail, request=request, now=now)
    return Answer(PublicRequest.Outcome.MAILED, account=helped[0], contact=helped[0].contact)


def can_be_helped(accounts: Sequence[Account], *, now: datetime) -> list[Account]:
    """Without those that have expired, are switched off, or get no mail at all."""
    return [
        account
        for account in accounts
        if not (
            standing.is_shut(account, now=now)
            or account.is_test
            or _waits_for_school(account)
            or _is_reset_elsewhere(account)
        )
    ]


def _is_reset_elsewhere(account: Account) -> bool:
    """A parent who must prove a child again does so at the address on record, not at one put there since."""
    if not is_off_record(account) or account.has_usable_password() or not account.must_choose:
        return False
    return account.students.filter(status=AccountStudent.Status.UNPROVEN).exists()


def _waits_for_school(account: Account) -> bool:
    """A parent whose children are all at schools in preparation: no mail leaves before those open."""
    if account.type != AccountType.PARENT:
        return False
    links = AccountStudent.objects.filter(account=account)
    children = Student.objects.filter(pk__in=links.values("student"))
    return children.exists() and not in_open_schools(children).exists()
