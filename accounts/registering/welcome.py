"""The record is found and nothing stands against it: what its owner is mailed, by what they have already."""

from datetime import datetime

from accounts import standing
from accounts.mail import messages
from accounts.models import Account, PublicRequest
from accounts.registering.admit import admit, new_account
from accounts.ways_in import mail_password_links
from roster.models import Contact, Student

Outcome = PublicRequest.Outcome


def welcome(
    *, contact: Contact, student: Student, request: PublicRequest, username: str, now: datetime
) -> tuple[Outcome, Account]:
    """In the caller's transaction. Who is in already keeps everything and gets a password link (B5).

    To the address on record, whatever the account's own is: the record was matched, not the account.
    """
    account = account_of(contact) or new_account(contact=contact, language=request.language, now=now)
    if standing.is_shut(account, now=now):
        return Outcome.NOT_ALLOWED, account
    if account.has_usable_password():
        mail_password_links(
            address=contact.address,
            accounts=[account],
            mail=messages.you_have_an_account,
            request=request,
            now=now,
        )
    else:
        admit(account, contact=contact, student=student, request=request, username=username, now=now)
    return Outcome.MAILED, account


def account_of(contact: Contact) -> Account | None:
    """The contact stays locked, so that two requests at once make one account."""
    Contact.objects.select_for_update(of=("self",), no_key=True).get(pk=contact.pk)
    mine = Account.objects.not_deleted().filter(contact=contact).order_by("pk")
    return mine.select_for_update(of=("self",), no_key=True).select_related("staff", "contact").first()
