"""What has come to its end is destroyed, whether anybody comes by or not (retention)."""

from datetime import datetime

from accounts import one_time_page
from accounts.lives import ATTEMPTS_KEPT, LINKS_KEPT, MAILS_KEPT
from accounts.models import Attempt, MailedLink, OutboxMail, PortalSession
from accounts.usecases import delete_account, public_requests


def tidy(*, now: datetime) -> None:
    """Wipe one-time passwords, requests, passwords of the deleted; drop old sessions, attempts, mails."""
    one_time_page.wipe_expired(now=now)
    public_requests.wipe_old(now=now)
    delete_account.make_final(now=now)
    PortalSession.objects.filter(expires_at__lte=now).delete()
    Attempt.objects.filter(last_at__lt=now - ATTEMPTS_KEPT).delete()
    MailedLink.objects.filter(expires_at__lt=now - LINKS_KEPT).delete()
    OutboxMail.objects.filter(ended_at__lt=now - MAILS_KEPT).delete()
