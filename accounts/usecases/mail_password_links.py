"""The office mails parents a link to choose a new password; nothing else changes (PRODUCT, "Reset")."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts import standing
from accounts.families import contacts_to_write_to
from accounts.mail import messages
from accounts.mail.addresses import address_of
from accounts.models import Account
from accounts.ways_in import mail_password_links
from schools import audit
from schools.audit import Actor
from schools.models import AuditEvent


def mail_links_to_parents(*, accounts: Sequence[Account], actor: Actor, now: datetime) -> list[Account]:
    """Those of `accounts` (parents within the actor's scope) to whom a mail goes.

    That is whose address is verified, who may sign in, and who has a child in an open school. One mail a
    mailbox, within the limits on mails; an account's earlier link ends.
    """
    write_to = contacts_to_write_to({account.contact_id for account in accounts if account.contact_id})
    helped = [account for account in accounts if account.contact_id in write_to and _can_use_it(account, now)]
    by_address: dict[str, list[Account]] = {}
    for account in sorted(helped, key=lambda account: account.pk):
        by_address.setdefault(address_of(account), []).append(account)
    with transaction.atomic():
        for address in sorted(by_address):
            mail_password_links(
                address=address, accounts=by_address[address], mail=messages.password_link, now=now
            )
        AuditEvent.objects.bulk_create(
            audit.event(
                actor=actor, verb=audit.Verb.MAIL_RESENT, at=now, object_kind="account", object_id=account.pk
            )
            for account in helped
        )
    return helped


def _can_use_it(account: Account, now: datetime) -> bool:
    return (
        account.status == Account.Status.CONFIRMED
        and address_of(account) != ""
        and str(account) != ""  # reset, and nothing left to sign in with: they register again
        and not account.is_test
        and not standing.is_shut(account, now=now)
    )
