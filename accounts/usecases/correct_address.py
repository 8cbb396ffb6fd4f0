"""The office puts another e-mail address on a contact's record: it works at once (B7).

The roster's own value stays; the correction stands until an import brings another one.
"""

from datetime import datetime

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts import ledger
from accounts.ending import end_access
from accounts.families import contacts_to_write_to
from accounts.lives import UNDO
from accounts.mail import messages
from accounts.mail.addresses import digest_of
from accounts.mail.outbox import withdraw
from accounts.models import Account, AccountType, MailedLink
from roster.models import Contact
from schools import audit
from schools.audit import Actor


class Reason(models.TextChoices):
    """How the office knows: a code in the audit, which keeps no words about people."""

    IN_PERSON = "in_person", _("They came to the office")
    CALLED_BACK = "called_back", _("I called them back on the number on record")
    IN_WRITING = "in_writing", _("They wrote it on a form they signed")
    SPELLING = "spelling", _("It was misspelt, and mails came back")


class SameAddress(Exception):
    """It is on the record already."""


def correct_address(*, contact: Contact, address: str, reason: Reason, actor: Actor, now: datetime) -> None:
    """`contact` lies within the actor's scope; `address` has the shape of one and is lower case.

    Nothing in the old mailbox opens an account any more, nor a deleted one that is brought back, and it is
    told. Who signs in with the old address does with the new one, after signing in again. Where the roster
    said `address` all along, an earlier correction ends. Raises SameAddress.
    """
    with transaction.atomic():
        found = Contact.objects.select_for_update().get(pk=contact.pk)
        if found.address == address:
            raise SameAddress
        corrected = address != found.email
        Contact.objects.filter(pk=found.pk).update(
            corrected_email=address if corrected else "",
            corrected_from=F("email") if corrected else "",
            email_changed_at=None,
        )
        _leave_old_mailbox(found, address, now)
        if contacts_to_write_to([found.pk]):
            messages.address_corrected(contact=found, address=found.address, now=now)
        audit.record(
            actor=actor,
            verb=audit.Verb.ADDRESS_CORRECTED,
            at=now,
            object_kind="contact",
            object_id=found.pk,
            details={"reason": reason.value},
        )


def _leave_old_mailbox(contact: Contact, address: str, now: datetime) -> None:
    accounts = Account.objects.kept_since(now - UNDO).filter(contact=contact, type=AccountType.PARENT)
    locked = list(accounts.order_by("pk").select_for_update(no_key=True, of=("self",)))
    signing_in = [account for account in locked if account.email and account.email == contact.address]
    end_access([account.pk for account in locked if account.must_choose or account in signing_in], now=now)
    _sent_there(contact.address).filter(account__in=locked, ended_at=None).update(ended_at=now)
    withdraw(Q(Q(account__in=locked) | Q(contact=contact), address_digest=digest_of(contact.address)))
    others = Account.objects.signing_in_by(address)
    for account in signing_in:
        in_use = account.status == Account.Status.CONFIRMED and account.has_usable_password()
        account.email = address if in_use and not others.exists() else ""
        if in_use and not account.email and not account.username:
            account.username = ledger.take_made(contact, account_id=account.pk, now=now)
        account.save(update_fields=["email", "username"])


def _sent_there(address: str) -> models.QuerySet[MailedLink]:
    """Ways into accounts with an address of their own, too, which the record's mailbox may have got."""
    ways_in = Q(purpose__in=[MailedLink.Purpose.RESET, MailedLink.Purpose.VERIFY])
    changes = Q(purpose__in=[MailedLink.Purpose.CHANGE_EMAIL, MailedLink.Purpose.UNDO_EMAIL], address=address)
    return MailedLink.objects.filter(ways_in | changes)
