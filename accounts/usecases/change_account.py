"""Until when an account may be used, and whether it is there for tests only (C16)."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from schools import audit


def change_account(
    *, account: Account, expires_at: datetime | None, is_test: bool, actor: audit.Actor, now: datetime
) -> bool:
    """Set both; False when nothing differs. Who is signed in when it expires is out at the next request.

    The caller has checked that the actor administers the account.
    """
    with transaction.atomic():
        held = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        before = _facts(held)
        held.expires_at, held.is_test = expires_at, is_test
        after = _facts(held)
        if before == after:
            return False
        held.save(update_fields=list(after))
        audit.record(
            actor=actor,
            verb=audit.Verb.ACCOUNT_CHANGED,
            at=now,
            object_kind="account",
            object_id=account.pk,
            details={"before": before, "after": after},
        )
    return True


def _facts(account: Account) -> dict[str, str | bool]:
    ends = account.expires_at
    return {"expires_at": ends.isoformat() if ends else "", "is_test": account.is_test}
