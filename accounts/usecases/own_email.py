"""The own e-mail address: asked for, confirmed at the new one, taken back from the old one (C1, SECURITY 23).

Signing in changes only with the confirmation. Every change mails the old address a way back of its own:
using one ends all that came after it, so an intruder who changes twice does not outrun the owner's first
mail. Going back to an address that still has such a way is that way: it leaves none to where one came from.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.query import QuerySet
from django.urls import reverse

from accounts import mailed_links
from accounts.mail import limits, messages
from accounts.mail.addresses import address_of
from accounts.mail.links import absolute_url
from accounts.mailbox_children import keep_who_proved
from accounts.mailed_links import Purpose
from accounts.models import Account, AccountType, MailedLink
from accounts.signing_in import gate
from accounts.usecases.follow_link import AddressTaken
from accounts.usecases.own_password import NotAllowed
from accounts.visitor import Visitor
from schools import audit
from schools.district_options import district_options


def may_change_email(account: Account) -> bool:
    """Pupils have none, and that of staff is the roster's."""
    return account.type == AccountType.PARENT and district_options().users_change_email


def ask_for_email(*, account: Account, address: str, password: str, now: datetime) -> None:
    """Mail the new address a link to confirm it; nothing changes before. Whose it may be, nobody is told.

    Raises NotAllowed, gate.NoMatch, lockout.Locked or lockout.Busy.
    """
    if not may_change_email(account):
        raise NotAllowed
    gate.confirm(account=account, password=password, now=now)
    with transaction.atomic():
        slot = limits.next_slot(address, now=now, kind="email_change_confirm", account=account)
        secret = mailed_links.issue(
            account=account, purpose=Purpose.CHANGE_EMAIL, address=address, now=now, starts=slot
        )
        messages.email_change_confirm(
            account=account,
            address=address,
            url=absolute_url(reverse("accounts:confirm-email", args=[secret.token])),
            expires_at=secret.expires_at,
            now=now,
            due_at=slot,
        )


def confirm_email(*, link: MailedLink, now: datetime) -> Account:
    """From now on the account has the new address; every session ends. Both addresses are told.

    Raises mailed_links.NotLive, or AddressTaken when another account has confirmed it meanwhile.
    """
    with transaction.atomic():
        account = mailed_links.consume(link, now=now)
        old, told = account.email, address_of(account)
        _switch(account, link.address, now)
        returned = _end_ways_back(account, link.address, now)
        undo_url = "" if returned else _way_back(account, old, now)
        messages.email_changed_old(
            account=account,
            address=told,
            undo_url=undo_url,
            expires_at=now + mailed_links.LIVES[Purpose.UNDO_EMAIL],
            now=now,
        )
        messages.email_changed_new(account=account, address=link.address, now=now)
    return account


def undo_email(*, link: MailedLink, visitor: Visitor, now: datetime) -> Account:
    """The address before that change holds again; every session ends, and so do later ways back.

    It opens the choose page: whoever changed the address knew the password. Raises mailed_links.NotLive,
    AddressTaken, gate.Expired or gate.Disabled.
    """
    with transaction.atomic():
        account = mailed_links.consume(link, now=now)
        _switch(account, link.address, now)
        _undo_links(account).filter(pk__gt=link.pk).update(ended_at=now)
        return gate.enter_by_mail(account, visitor=visitor, now=now)


def _switch(account: Account, address: str, now: datetime) -> None:
    gate.refuse_by_standing(account, now=now)
    keep_who_proved(account)
    try:
        with transaction.atomic():
            Account.objects.filter(pk=account.pk).update(email=address, session_epoch=F("session_epoch") + 1)
    except IntegrityError as error:
        raise AddressTaken from error
    account.refresh_from_db()
    mailed_links.end(account, [Purpose.RESET, Purpose.CHANGE_EMAIL, Purpose.ADD_CHILD], now=now)
    audit.record_own(account.pk, audit.Verb.EMAIL_CHANGED, at=now)


def _way_back(account: Account, old: str, now: datetime) -> str:
    secret = mailed_links.issue(account=account, purpose=Purpose.UNDO_EMAIL, address=old, now=now)
    return absolute_url(reverse("accounts:undo-email", args=[secret.token]))


def _end_ways_back(account: Account, address: str, now: datetime) -> bool:
    """Whether a live one led to this address; it ends, with all later ones."""
    leading_here = _undo_links(account).filter(address=address, expires_at__gt=now).order_by("pk").first()
    if leading_here is None:
        return False
    _undo_links(account).filter(pk__gte=leading_here.pk).update(ended_at=now)
    return True


def _undo_links(account: Account) -> QuerySet[MailedLink]:
    return MailedLink.objects.filter(account=account, purpose=Purpose.UNDO_EMAIL, ended_at=None)
