"""The office puts another e-mail address on a contact's record: it works at once (B7).

The roster's own value stays; the correction stands until an import brings another one.
"""

from datetime import datetime

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.ending import end_access
from accounts.families import contacts_to_write_to
from accounts.mail import messages
from accounts.models import Account, AccountType
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

    A secret that waits in the old mailbox ends, and the old mailbox is told. Where the roster said `address`
    all along, an earlier correction ends. Raises SameAddress.
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
        end_access(_waiting_for_mail(found), now=now)
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


def _waiting_for_mail(contact: Contact) -> list[int]:
    """Accounts that a password sent to the old address would open."""
    accounts = Account.objects.not_deleted().filter(
        contact=contact, type=AccountType.PARENT, must_choose=True
    )
    return list(accounts.values_list("pk", flat=True))
