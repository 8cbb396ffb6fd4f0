"""What has come to its end is destroyed, whether anybody comes by or not (retention)."""

from datetime import datetime, timedelta

from accounts import one_time
from accounts.models import Attempt, PortalSession

ATTEMPTS_KEPT = timedelta(days=1)


def tidy(*, now: datetime) -> None:
    """Wipe one-time passwords past their time; drop sessions that are over and attempts long forgotten."""
    one_time.wipe_expired(now=now)
    PortalSession.objects.filter(expires_at__lte=now).delete()
    Attempt.objects.filter(last_at__lt=now - ATTEMPTS_KEPT).delete()
