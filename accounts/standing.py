"""May this account be used at all? Asked at every door and again on each request (SECURITY 26, 27)."""

from datetime import datetime

from django.utils import timezone

from accounts.models import Account


def still_holds(account: Account) -> bool:
    """In the caller's transaction: lock the account; False when its sessions have ended since it was read.

    So nobody gets a child by a request that was under way when the school ended all that they had open.
    """
    same = Account.objects.not_deleted().filter(pk=account.pk, session_epoch=account.session_epoch)
    return same.select_for_update(no_key=True).first() is not None


def has_expired(account: Account, *, now: datetime) -> bool:
    return account.expires_at is not None and account.expires_at <= now


def is_disabled(account: Account, *, now: datetime) -> bool:
    """Switched off, or of somebody whose last day at work was yesterday or earlier."""
    return not account.is_active or _has_left(account, now)


def is_shut(account: Account, *, now: datetime) -> bool:
    """Expired or switched off: nothing opens it, and no mail leads into it."""
    return has_expired(account, now=now) or is_disabled(account, now=now)


def _has_left(account: Account, now: datetime) -> bool:
    last_day = account.staff.ended_on if account.staff else None
    return last_day is not None and last_day <= timezone.localtime(now).date()
