"""Mails with a way into an account, or to a child on it (C3, C11, C18).

In the caller's transaction. The limits on mails to one address come first, and the secret lives from then on.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts import mailed_links
from accounts.help_numbers import format_help_number
from accounts.mail import limits, messages
from accounts.mail.links import absolute_url
from accounts.mailed_links import LIVES, Purpose
from accounts.models import Account, PublicRequest
from roster.models import Contact, Student


def mail_verification(*, account: Account, now: datetime, request: PublicRequest | None = None) -> None:
    """To a pending account; an earlier verification mail's link and code end."""
    slot = limits.next_slot(account.email, now=now, kind="verify_address", account=account)
    secret = mailed_links.issue(
        account=account, purpose=Purpose.VERIFY, now=now, starts=slot, request=request
    )
    url = absolute_url(reverse("accounts:verify-address", args=[secret.token]))
    messages.verify_address(
        account=account,
        address=account.email,
        url=url,
        code=secret.printed,
        expires_at=secret.expires_at,
        number=number_of(request),
        now=now,
        due_at=slot,
    )


def mail_password_links(
    *,
    address: str,
    accounts: Sequence[Account],
    mail: Callable[..., Any],
    now: datetime,
    request: PublicRequest | None = None,
) -> None:
    """One mail to one mailbox, with a link and a code for each of its accounts.

    mail: which of `accounts.mail.messages`. Without a request there is nobody who could type a code.
    """
    slot = limits.next_slot(address, now=now, kind=mail.__name__, account=accounts[0])
    links = []
    for account in accounts:
        secret = mailed_links.issue(
            account=account, purpose=Purpose.RESET, now=now, starts=slot, request=request
        )
        url = absolute_url(reverse("accounts:reset-password", args=[secret.token]))
        links.append(messages.AccountLink(account, url, secret.printed if request else ""))
    mail(
        address=address,
        links=links,
        expires_at=slot + LIVES[Purpose.RESET],
        number=number_of(request),
        language=request.language if request else "",
        now=now,
        due_at=slot,
    )


def mail_child_link(
    *, account: Account, contact: Contact, student: Student, request: PublicRequest, now: datetime
) -> None:
    """To the address on the child's record, which decides whether the account may have the child."""
    slot = limits.next_slot(contact.address, now=now, kind="child_link", account=account)
    secret = mailed_links.issue(
        account=account,
        purpose=Purpose.ADD_CHILD,
        student=student,
        address=contact.address,
        now=now,
        starts=slot,
        request=request,
    )
    messages.child_link(
        account=account,
        contact=contact,
        child=str(student),
        url=absolute_url(reverse("accounts:add-child-by-mail", args=[secret.token])),
        code=secret.printed,
        expires_at=secret.expires_at,
        number=number_of(request),
        now=now,
        due_at=slot,
    )


def number_of(request: PublicRequest | None) -> str:
    """The help number as people read it."""
    return format_help_number(request.number) if request else ""
