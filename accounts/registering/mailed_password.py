"""The one-time password of a registration: good for 72 hours from when its mail leaves (B7)."""

from datetime import datetime

from accounts import lockout, one_time_page
from accounts.help_numbers import format_help_number
from accounts.lives import CHOOSING, MAILED_PASSWORD
from accounts.mail import limits, messages
from accounts.mail.addresses import digest_of
from accounts.models import Account, OneTimePassword, OutboxMail
from accounts.one_time_passwords import one_time_passwords, seal_one_time_password
from roster.models import Contact


def mail_password(
    account: Account, contact: Contact, *, number: str, username_refused: bool, now: datetime
) -> None:
    """In the caller's transaction. One that is out already is mailed again: who asks often ends nobody's."""
    slot = limits.next_slot(contact.address, now=now, kind="mailed_password", account=account)
    issued = _still_good(account, contact, slot)
    if issued is None:
        lockout.lift([account.pk])
        (password,) = one_time_passwords(1)
        sealed = seal_one_time_password(password, account_id=account.pk)
        issued = one_time_page.put(account, sealed=sealed, now=now, until=slot + MAILED_PASSWORD)
    messages.mailed_password(
        account=account,
        contact=contact,
        password=one_time_page.opened(issued),
        expires_at=_end_of(issued),
        now=now,
        number=format_help_number(number),
        username_refused=username_refused,
        due_at=slot,
    )


def _still_good(account: Account, contact: Contact, slot: datetime) -> OneTimePassword | None:
    """What went to this very address, and can still be entered when another mail arrives."""
    issued = OneTimePassword.objects.filter(account=account, ended_at=None).first()
    if issued is None or issued.entries >= issued.entry_limit or _end_of(issued) <= slot:
        return None
    went_there = OutboxMail.objects.filter(
        account=account,
        kind="mailed_password",
        address_digest=digest_of(contact.address),
        created_at__gte=issued.issued_at,
    )
    return issued if went_there.exists() and one_time_page.opened(issued) else None


def _end_of(issued: OneTimePassword) -> datetime:
    return min(issued.expires_at, issued.opened_at + CHOOSING) if issued.opened_at else issued.expires_at
