"""A matched parent gets an account, or the emptied one back, and a one-time password by mail (B5, B7)."""

from datetime import datetime

from django.db.models import Q

from accounts import ledger, mailed_links
from accounts.models import Account, AccountStudent, AccountType, MailedLink, PublicRequest
from accounts.registering.mailed_password import mail_password
from roster.models import Contact, Student
from schools import audit


def new_account(*, contact: Contact | None = None, email: str = "", language: str, now: datetime) -> Account:
    """A parent's, pending: only what is mailed opens it, and that confirms it."""
    made = Account(
        type=AccountType.PARENT,
        contact=contact,
        email=email,
        status=Account.Status.PENDING,
        language=language,
        must_choose=True,
        created_at=now,
    )
    made.set_unusable_password()
    made.save()
    return made


def admit(
    account: Account,
    *,
    contact: Contact,
    student: Student,
    request: PublicRequest,
    username: str,
    now: datetime,
) -> None:
    """An account without password gets its names and a mail, in the caller's transaction.

    Nobody is in yet: the child is linked when the mailed password is entered (`proving.py`).
    Links that went to another mailbox than the one on record end.
    """
    mailed_links.end(account, [MailedLink.Purpose.RESET, MailedLink.Purpose.VERIFY], now=now)
    account.email = "" if _signs_somebody_else_in(contact.address, account) else contact.address
    refused = not _take_username(account, contact, username, now)
    if not account.username and not account.email:
        account.username = ledger.take_made(contact, account_id=account.pk, now=now)
    account.save(update_fields=["email", "username"])
    unproven = AccountStudent.Status.UNPROVEN
    AccountStudent.objects.put(
        account, student, status=unproven, code=request.number, contact_id=contact.pk, now=now
    )
    mail_password(account, contact, number=request.number, username_refused=refused, now=now)
    audit.record(
        actor=audit.SYSTEM,
        verb=audit.Verb.PARENT_REGISTERED,
        at=now,
        object_kind="account",
        object_id=account.pk,
    )


def _signs_somebody_else_in(address: str, account: Account) -> bool:
    """A shared mailbox: one person signs in by it, whoever comes second gets a username."""
    theirs = Q(status=Account.Status.CONFIRMED) | Q(contact__isnull=False)
    others = Account.objects.not_deleted().filter(theirs, email=address).exclude(pk=account.pk)
    return others.exists()


def _take_username(account: Account, contact: Contact, wanted: str, now: datetime) -> bool:
    """False when it cannot be had: the mail says so, the page never does (SECURITY 18)."""
    if wanted in ("", account.username):
        return True
    former = Account.objects.filter(contact=contact).values_list("pk", flat=True)
    taken = ledger.take_chosen(wanted, account_id=account.pk, former_ids=list(former), now=now)
    if taken:
        account.username = wanted
    return taken
