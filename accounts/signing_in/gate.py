"""The one gate behind every door, in this order: lockout, credentials, expired, disabled, must choose.

Everything but a right one-time password costs one Argon2 hash, whether the name exists or not, so that
neither words nor time tell who has an account (SECURITY 18, 19).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import lockout, one_time_page, standing
from accounts.models import Account, OneTimePassword
from accounts.refusals import Refused
from accounts.registering.proving import mailbox_proven
from accounts.usernames import clean_typed
from accounts.visitor import Visitor
from schools import audit


class NoMatch(Refused):
    """Unknown name, wrong password, used or expired one-time password: never which."""

    def __init__(self) -> None:
        super().__init__(_("That didn't match. Check the spelling and try again."), code="no_match")


class Expired(Refused):
    """Said only after the right password."""

    def __init__(self) -> None:
        super().__init__(_("This account has expired. Your school can open it again."), code="expired")


class Disabled(Refused):
    """Said only after the right password."""

    def __init__(self) -> None:
        super().__init__(_("This account is switched off. Please ask your school."), code="disabled")


def enter(*, name: str, password: str, visitor: Visitor, now: datetime) -> Account:
    """The account that this name and password open; `choosing` is set when it may only choose a password.

    Raises NoMatch, Expired, Disabled, lockout.Locked or lockout.Busy.
    """
    name = clean_typed(name)
    account = _find(name)
    with _counted(account, name, now):
        account, one_time_password = _prove(account, password, now)
    refuse_by_standing(account, now=now)
    if one_time_password:
        account.choosing = _open_page(one_time_password, password, visitor, now)
        account.proven = mailbox_proven(account, one_time_password, now=now)
    return account


def enter_by_mail(account: Account, *, visitor: Visitor, now: datetime) -> Account:
    """The same for whoever has used a link or code of a mail, in the caller's transaction.

    Such a secret cannot be guessed, so a lockout does not stand in its way, and is not lifted either until
    a password was saved. Raises Expired or Disabled.
    """
    refuse_by_standing(account, now=now)
    account.choosing = one_time_page.open_page(account=account, browser=visitor.browser, now=now)
    return account


def confirm(*, account: Account, password: str, now: datetime) -> None:
    """Is it still the owner who sits there? Their password again, before something that deserves it.

    Raises NoMatch, lockout.Locked or lockout.Busy: it counts like any attempt at the door (SECURITY 15).
    """
    with _counted(account, "", now):
        if not account.has_usable_password():
            spend_a_hash(password)
            raise NoMatch
        if not account.check_password(password):
            raise NoMatch


def refuse_by_standing(account: Account, *, now: datetime) -> None:
    """Raises Expired or Disabled."""
    if standing.has_expired(account, now=now):
        raise Expired
    if standing.is_disabled(account, now=now):
        raise Disabled


@contextmanager
def _counted(account: Account | None, name: str, now: datetime) -> Iterator[None]:
    """One attempt; NoMatch inside is the failure that counts."""
    key = lockout.key_of(account, name)
    lockout.reserve(key, now=now)
    try:
        yield
    except NoMatch:
        if lockout.failed(key, now=now):
            _record_lockout(account, now)
        raise
    lockout.succeeded(key)


def _find(name: str) -> Account | None:
    """By e-mail when there is an @ in it, which no username has.

    A pending account opens by a mailed password only; of several with one address, that of a contact record.
    """
    field = "email" if "@" in name else "username"
    found = Account.objects.not_deleted().filter(**{field: name})
    return found.order_by("status", F("contact").asc(nulls_last=True), "pk").first()


def _prove(account: Account | None, password: str, now: datetime) -> tuple[Account, OneTimePassword | None]:
    """The account, and the one-time password if that is what was typed. Raises NoMatch.

    Every way to NoMatch looks for a one-time password and spends one hash.
    """
    owner = account if account and _has_own_password(account) else None
    if owner and owner.check_password(password):
        return owner, None
    issued = one_time_page.find_issued(account_id=account.pk if account else None, now=now)
    if account and issued and one_time_page.matches(issued, password):
        return account, issued
    if not owner:
        spend_a_hash(password)
    raise NoMatch


def _has_own_password(account: Account) -> bool:
    return account.status == Account.Status.CONFIRMED and account.has_usable_password()


def _record_lockout(account: Account | None, now: datetime) -> None:
    audit.record(
        actor=audit.SYSTEM,
        verb=audit.Verb.LOCKED_OUT,
        at=now,
        object_kind="account" if account else "unknown name",
        object_id=account.pk if account else None,
    )


def _open_page(issued: OneTimePassword, password: str, visitor: Visitor, now: datetime) -> UUID:
    try:
        return one_time_page.enter(issued, browser=visitor.browser, now=now)
    except one_time_page.Ended as ended:
        spend_a_hash(password)
        raise NoMatch from ended


def spend_a_hash(password: str) -> None:
    """What a wrong password costs, for the cases that have no hash to compare with."""
    check_password(password, "!")
