"""Every mail that the portal sends: one function each, named like its kind and its templates in emails/.

To a parent who asked on a public page; `due_at` from limits.next_slot, and the secret lives from then on:
    mailed_password     the one-time password of a registration, to the contact's address on record (B7)
    password_link       a link and a code to choose a new password, for each account of this mailbox (C3)
    you_have_an_account the same, to somebody who tried to register although they can sign in
    no_such_account     no account has this address; once a day, to an address nobody knows (C3)
    verify_address      link and code to accept or reject the address of a new account (C11, C18)
    child_link          link and code to let an account have a child, to the address on its record (C18)
To the owner of an account, about what was done to it:
    email_change_confirm    a link, to the new address, before anything changes (C1)
    email_changed_old       it changed; a link to take it back for seven days, to the old address
    email_changed_new       it changed, to the new one
    password_changed        a password was chosen
    login_was_reset         register again, and how (B5)
    address_corrected       the school put another address on the record, to the old one
    child_removed           the school took a child off the account (C9)
    child_restored          the school put the child back
    account_deleted         (C10)
    account_restored        the school took the deletion back
All return the queued row, or None where nothing is to be sent: no address, or a test account. URLs are
absolute (`links.absolute_url`), `number` is the help number as people read it (K7M-42P), `address` as stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.mail import limits
from accounts.mail.addresses import address_of
from accounts.mail.batch import Batch
from accounts.mail.links import absolute_url
from accounts.mail.outbox import post_all, prepared
from accounts.mail.rendering import render
from accounts.models import Account, OutboxMail
from accounts.one_time_passwords import format_one_time_password
from roster.models import Contact


@dataclass(frozen=True)
class AccountLink:
    """The way into one of the accounts that share a mailbox."""

    account: Account
    url: str
    code: str = ""

    @property
    def name(self) -> str:
        return self.account.username or self.account.email


def mailed_password(
    *, account: Account, contact: Contact, password: str, expires_at: datetime, now: datetime,
    number: str = "", username_refused: bool = False, due_at: datetime | None = None,
) -> OutboxMail | None:  # fmt: skip
    """username_refused: the one they asked for cannot be had, they have another or sign in by e-mail."""
    return _post(
        "mailed_password", to=contact.address, now=now, due_at=due_at, account=account, contact=contact,
        name=account.username or account.email, password=format_one_time_password(password),
        expires_at=expires_at, number=number, username_refused=username_refused,
        by_email=not account.username, sign_in=absolute_url(reverse("accounts:sign-in")),
    )  # fmt: skip


def password_link(
    *, address: str, links: Sequence[AccountLink], expires_at: datetime, now: datetime, number: str = "",
    language: str = "", due_at: datetime | None = None,
) -> OutboxMail | None:  # fmt: skip
    return _post_links(
        "password_link", links, to=address, now=now, due_at=due_at, language=language, number=number,
        expires_at=expires_at,
    )  # fmt: skip


def you_have_an_account(
    *, address: str, links: Sequence[AccountLink], expires_at: datetime, now: datetime, number: str = "",
    language: str = "", due_at: datetime | None = None,
) -> OutboxMail | None:  # fmt: skip
    return _post_links(
        "you_have_an_account", links, to=address, now=now, due_at=due_at, language=language, number=number,
        expires_at=expires_at, sign_in=absolute_url(reverse("accounts:sign-in")),
    )  # fmt: skip


def no_such_account(
    *, address: str, now: datetime, number: str = "", language: str = "", due_at: datetime | None = None
) -> OutboxMail | None:
    if limits.told_today("no_such_account", address, now=now):
        return None
    return _post(
        "no_such_account",
        to=address,
        now=now,
        due_at=due_at,
        language=language,
        number=number,
        address=address,
    )


def verify_address(
    *, account: Account, address: str, url: str, code: str, expires_at: datetime, now: datetime,
    number: str = "", due_at: datetime | None = None,
) -> OutboxMail | None:  # fmt: skip
    return _post(
        "verify_address", to=address, now=now, due_at=due_at, account=account,
        url=url, code=code, expires_at=expires_at, number=number,
    )  # fmt: skip


def child_link(
    *, account: Account, contact: Contact, child: str, url: str, code: str, expires_at: datetime,
    now: datetime, number: str = "", due_at: datetime | None = None,
) -> OutboxMail | None:  # fmt: skip
    """child: the name. To the contact, who may know nothing of that account."""
    return _post(
        "child_link", to=contact.address, now=now, due_at=due_at, account=account, contact=contact,
        name=str(account), child=child, url=url, code=code, expires_at=expires_at, number=number,
    )  # fmt: skip


def email_change_confirm(
    *, account: Account, address: str, url: str, expires_at: datetime, now: datetime,
    due_at: datetime | None = None,
) -> OutboxMail | None:  # fmt: skip
    return _post(
        "email_change_confirm", to=address, now=now, due_at=due_at, account=account,
        url=url, expires_at=expires_at, address=address,
    )  # fmt: skip


def email_changed_old(
    *, account: Account, address: str, undo_url: str, expires_at: datetime, now: datetime
) -> OutboxMail | None:
    return _post(
        "email_changed_old", to=address, now=now, account=account, undo_url=undo_url, expires_at=expires_at
    )


def email_changed_new(*, account: Account, address: str, now: datetime) -> OutboxMail | None:
    return _post("email_changed_new", to=address, now=now, account=account, address=address)


def password_changed(*, account: Account, now: datetime) -> OutboxMail | None:
    return _post("password_changed", to=address_of(account), now=now, account=account, at=now)


def login_was_reset(
    *, account: Account, register_url: str, now: datetime, children: Sequence[str] = (),
    batch: Batch | None = None,
) -> OutboxMail | None:  # fmt: skip
    """To the address on record, which proves who registers again, never to one that somebody put there since.

    children: their names, where some of several must be proven again. batch: queued with others.
    """
    to = account.contact.address if account.contact else address_of(account)
    return _post(
        "login_was_reset", to=to, now=now, account=account, contact=account.contact,
        register_url=register_url, children=children, batch=batch,
    )  # fmt: skip


def address_corrected(*, contact: Contact, address: str, now: datetime) -> OutboxMail | None:
    """address: the old one, who must hear of it whatever the reason was."""
    return _post("address_corrected", to=address, now=now, contact=contact, name=str(contact))


def child_removed(*, account: Account, student_name: str, now: datetime) -> OutboxMail | None:
    return _post("child_removed", to=address_of(account), now=now, account=account, child=student_name)


def child_restored(*, account: Account, student_name: str, now: datetime) -> OutboxMail | None:
    return _post("child_restored", to=address_of(account), now=now, account=account, child=student_name)


def account_deleted(*, account: Account, now: datetime) -> OutboxMail | None:
    return _post("account_deleted", to=address_of(account), now=now, account=account)


def account_restored(*, account: Account, now: datetime) -> OutboxMail | None:
    return _post("account_restored", to=address_of(account), now=now, account=account)


def _post_links(kind: str, links: Sequence[AccountLink], **facts: Any) -> OutboxMail | None:
    real = [link for link in links if not link.account.is_test]
    if not real:
        return None
    return _post(kind, account=real[0].account, links=real, several=len(real) > 1, **facts)


def _post(
    kind: str, *, to: str, now: datetime, due_at: datetime | None = None, account: Account | None = None,
    contact: Contact | None = None, language: str = "", batch: Batch | None = None, **facts: Any,
) -> OutboxMail | None:  # fmt: skip
    if not to:
        return None
    languages = (
        account.language if account else "",
        contact.language if contact else "",
        language,  # of the page that was asked on
    )
    message = render(kind, to=to, languages=languages, facts=facts, head=batch.head if batch else None)
    mail = prepared(message, kind=kind, now=now, due_at=due_at, account=account, contact=contact)
    if mail and batch:
        batch.mails.append(mail)
    elif mail:
        post_all([mail])
    return mail
