"""Whom a mail goes to, and which addresses are one mailbox."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email

from accounts.models import Account
from roster.models import Contact
from schools.envelope import digest

LONGEST = 254


def address_of(account: Account) -> str:
    """Where mail to this account goes: its own address, else the one on the owner's record; may be empty."""
    if account.email:
        return account.email
    if account.contact:
        return account.contact.address
    return account.staff.email if account.staff else ""


def is_off_record(account: Account) -> bool:
    """Whether it signs in with another address than the one on its owner's record."""
    return account.contact is not None and account.email not in ("", account.contact.address)


def takes_mail(contact: Contact) -> bool:
    """There is an address on record, and mails to it neither come back nor would (B7)."""
    return contact.address != "" and not contact.mail_comes_back and deliverable(contact.address)


def is_told(account: Account) -> bool:
    """Whether its owner can be told anything by mail; a test account never is (C16)."""
    return address_of(account) != "" and not account.is_test


def normalised(address: str) -> str:
    """One spelling for one mailbox, whatever its capitals, spaces and `+words` (SECURITY 37)."""
    name, at, domain = "".join(unicodedata.normalize("NFKC", address).casefold().split()).rpartition("@")
    return f"{name.partition('+')[0]}{at}{domain}"


def digest_of(address: str) -> str:
    """What mails are counted by; it tells no address."""
    return digest(normalised(address), purpose="mail")


def deliverable(address: str) -> bool:
    """Whether a mail can be addressed so at all: one address, nothing hidden in it (SECURITY 36)."""
    try:
        validate_email(address)
        sanitize_address(address, "utf-8")
    except (ValidationError, ValueError):  # ValueError: a domain that has no spelling in ASCII
        return False
    return len(address) <= LONGEST and address.isprintable()
