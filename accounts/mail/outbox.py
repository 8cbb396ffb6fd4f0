"""Mails are accepted here: a row in the caller's transaction, so there is no act without its mail and no mail
without its act. A worker hears of it after the commit and sends it (`delivery.py`).
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address
from django.db.models import Exists, F, OuterRef, Q

from accounts.mail import limits
from accounts.mail.addresses import deliverable, digest_of
from accounts.mail.letters import Letter, seal_letter
from accounts.models import Account, MailedLink, OutboxMail
from roster.models import Contact
from schools.jobs import announce

DELIVER = "accounts.tasks.deliver_mail"


def post(message: EmailMessage, **facts: Any) -> OutboxMail | None:
    """Queue one mail, with the facts of `prepared`."""
    mail = prepared(message, **facts)
    return post_all([mail])[0] if mail else None


def post_all(mails: Sequence[OutboxMail]) -> Sequence[OutboxMail]:
    """Queue what `prepared` has made: one statement for any number."""
    if any(mail.sealed and mail.due_at <= mail.created_at for mail in mails):
        announce(DELIVER)
    return OutboxMail.objects.bulk_create(mails)


def prepared(
    message: EmailMessage,
    *,
    kind: str,
    now: datetime,
    due_at: datetime | None = None,
    account: Account | None = None,
    contact: Contact | None = None,
) -> OutboxMail | None:
    """A mail to one address, to be sent when it is due (at once unless said otherwise); not queued yet.

    A mail of the same kind for the same account that still waits gives this one its place (`limits.py`).
    None when nothing is sent: a test account gets no mail (C16). What no mail can be addressed to is refused
    at once, with a row that says so. Raises BadHeaderError for a line break in a header.
    """
    if account and account.is_test:
        return None
    (address,) = message.recipients()  # a second one would read the first one's secret
    digest, due_at = digest_of(address), due_at or now
    if older := limits.replaceable(kind, digest, account, now=now):
        due_at = min(due_at, older.due_at)
        older.delete()
    mail = OutboxMail(
        kind=kind, account=account, contact=contact, address_digest=digest, created_at=now, due_at=due_at,
        message_id=f"<{uuid.uuid4()}@{settings.PORTAL_DOMAIN}>",
    )  # fmt: skip
    if deliverable(address):
        mail.sealed = seal_letter(_letter(message, address, mail), message_id=mail.message_id)
    else:
        mail.status, mail.ended_at, mail.answer = OutboxMail.Status.REFUSED, now, "address"
        note_refusal(contact.pk if contact else None, address)
    return mail


def withdraw(whose: Q) -> None:
    """The school has just ended what these mails hold: those that wait do not leave any more.

    In that transaction, afterwards. A mail that also opens another account of its mailbox does leave.
    """
    made_with_it = MailedLink.objects.filter(
        purpose=MailedLink.Purpose.RESET, created_at=OuterRef("created_at"), ended_at=None
    )
    for_several = Q(Exists(made_with_it), kind__in=["password_link", "you_have_an_account"])
    waiting = OutboxMail.objects.filter(whose, kind__in=limits.LIMITED, status=OutboxMail.Status.QUEUED)
    waiting.exclude(for_several).delete()


def note_refusal(contact_id: int | None, address: str) -> None:
    """Mails to the address on this contact's record come back; the next correction or import replaces it."""
    if contact_id:
        Contact.objects.filter(pk=contact_id, address=address).update(refused_address=F("address"))


def _letter(message: EmailMessage, address: str, mail: OutboxMail) -> Letter:
    message.extra_headers = {
        **message.extra_headers,
        "Message-ID": mail.message_id,
        "Date": format_datetime(mail.due_at),
        "Auto-Submitted": "auto-generated",
    }
    sender = parseaddr(sanitize_address(message.from_email, "utf-8"))[1]
    content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
    return Letter(sender, sanitize_address(address, "utf-8"), content)
