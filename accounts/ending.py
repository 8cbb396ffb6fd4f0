"""What reset, deletion and a new role have in common: nothing from before opens anything."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q

from accounts import one_time_page
from accounts.mail.outbox import withdraw
from accounts.models import Account, MailedLink, OneTimePassword


def end_access(account_ids: Collection[int], *, now: datetime) -> None:
    """End sessions (at their next request), one-time passwords, links in mails and those mails (SECURITY 26).

    In the caller's transaction; the same four statements for any number.
    """
    Account.objects.filter(pk__in=account_ids).update(session_epoch=F("session_epoch") + 1)
    OneTimePassword.objects.filter(account__in=account_ids, ended_at=None).update(
        ended_at=now, **one_time_page.OVER
    )
    MailedLink.objects.filter(account__in=account_ids, ended_at=None).update(ended_at=now)
    withdraw(Q(account__in=account_ids))
