"""The own password, changed by who is signed in and still knows the old one (C1)."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import mailed_links
from accounts.mail import messages
from accounts.mailed_links import Purpose
from accounts.models import Account, AccountType
from accounts.refusals import Refused
from accounts.signing_in import gate
from schools import audit
from schools.district_options import district_options


class NotAllowed(Refused):
    """The district has decided otherwise."""

    def __init__(self) -> None:
        super().__init__(_("Your district does not let this be changed here. Please ask your school."))


class ChangedMeanwhile(Refused):
    """Something else has ended the sessions of this account in this very moment."""

    def __init__(self) -> None:
        super().__init__(_("The account was changed somewhere else at the same time. Please sign in again."))


def may_change_password(account: Account) -> bool:
    return account.type == AccountType.STAFF or district_options().users_change_password


def change_own_password(*, account: Account, old: str, new: str, now: datetime) -> None:
    """`new` has passed the rules. Links in mails end, and every session but the one that the caller keeps.

    The owner is told by mail. Raises NotAllowed, gate.NoMatch, lockout.Locked, lockout.Busy or
    ChangedMeanwhile.
    """
    if not may_change_password(account):
        raise NotAllowed
    gate.confirm(account=account, password=old, now=now)
    chosen = make_password(new)  # slow on purpose: before anything is locked
    with transaction.atomic():
        unchanged = Account.objects.filter(pk=account.pk, session_epoch=account.session_epoch)
        changed = unchanged.update(
            password=chosen, must_choose=False, password_changed_at=now, session_epoch=F("session_epoch") + 1
        )
        if not changed:
            raise ChangedMeanwhile
        mailed_links.end(account, [Purpose.RESET, Purpose.CHANGE_EMAIL, Purpose.ADD_CHILD], now=now)
        audit.record_own(account.pk, audit.Verb.PASSWORD_CHANGED, at=now)
        account.refresh_from_db()
        messages.password_changed(account=account, now=now)
