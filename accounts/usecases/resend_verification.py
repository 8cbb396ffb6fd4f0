"""The office sends a pending account its verification mail once more (C11)."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from accounts.ways_in import mail_verification
from schools import audit


class NotPending(Exception):
    """The account is verified already, or was ended."""


class NoAddress(Exception):
    """The account signs in by username: there is nothing to verify by mail."""


def resend_verification(*, account: Account, actor: audit.Actor, now: datetime) -> None:
    """To an account that the caller has checked against the scope; the earlier mail's link ends.

    Raises NotPending or NoAddress.
    """
    with transaction.atomic():
        pending = Account.objects.not_deleted().filter(pk=account.pk, status=Account.Status.PENDING)
        locked = pending.select_for_update(no_key=True).first()
        if locked is None:
            raise NotPending
        if not locked.email:
            raise NoAddress
        mail_verification(account=locked, now=now)
        audit.record(
            actor=actor, verb=audit.Verb.MAIL_RESENT, at=now, object_kind="account", object_id=locked.pk
        )
