"""What a link or code of a mail does once somebody presses the button behind it (C3, C18, SECURITY 24).

Each uses the link up and does its work in one transaction, and raises `mailed_links.NotLive` when it was
used or ended meanwhile.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import mailed_links
from accounts.ending import end_access
from accounts.mailbox_children import children_at, contacts_at, link_by_mailbox
from accounts.models import Account, MailedLink
from accounts.refusals import Refused
from accounts.registering.proving import recognise
from accounts.registering.record import is_settling
from accounts.signing_in import gate
from accounts.visitor import Visitor
from schools import audit


class AddressTaken(Refused):
    """Another account has confirmed this address in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            _("Another account uses this address by now. Nothing was changed. Sign in with that one."),
            code="address_taken",
        )


def reset_password(*, link: MailedLink, visitor: Visitor, now: datetime) -> Account:
    """The account, with the page that can only choose a password open. Raises gate.Expired, gate.Disabled."""
    with transaction.atomic():
        account = mailed_links.consume(link, now=now)
        return gate.enter_by_mail(account, visitor=visitor, now=now)


def accept_address(*, link: MailedLink, visitor: Visitor, now: datetime) -> Account:
    """Confirm a pending account, give it the children of its mailbox, and let its owner choose a password.

    Raises AddressTaken, gate.Expired or gate.Disabled.
    """
    with transaction.atomic():
        account = mailed_links.consume(link, now=now)
        _confirm(account)
        records = list(contacts_at(account.email)[:2])
        if len(records) == 1 and not is_settling(records[0], now=now):
            recognise(account, records[0].pk)
        number = link.request.number if link.request else ""
        added = link_by_mailbox(account, list(children_at(account.email, now=now)), now=now, code=number)
        audit.record_own(account.pk, audit.Verb.EMAIL_VERIFIED, at=now, count=added)
        return gate.enter_by_mail(account, visitor=visitor, now=now)


def reject_address(*, link: MailedLink, now: datetime) -> None:
    """The pending account ends; a confirmed one stays what it is."""
    with transaction.atomic():
        account = mailed_links.consume(link, now=now)
        if account.status == Account.Status.PENDING:
            Account.objects.filter(pk=account.pk).update(deleted_at=now)
            end_access([account.pk], now=now)
        audit.record_own(account.pk, audit.Verb.EMAIL_REJECTED, at=now)


def _confirm(account: Account) -> None:
    """In the caller's transaction. Raises AddressTaken: the database has the last word."""
    try:
        with transaction.atomic():
            account.status = Account.Status.CONFIRMED
            account.save(update_fields=["status"])
    except IntegrityError as error:
        raise AddressTaken from error
