"""How much mail the public can cause at one address: one in three minutes, five a day; the rest waits (37).

The rows of the outbox are the count, so nothing else can disagree with them. A mail that still waits when a
newer one of its kind is posted gives it its place: fifty requests are one mail now and one in three minutes.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from accounts.mail.addresses import digest_of
from accounts.models import Account, OutboxMail
from schools.tenancy import current_district_id

APART = timedelta(minutes=3)
DAY, A_DAY = timedelta(hours=24), 5
LIMITED = {
    "mailed_password", "password_link", "you_have_an_account", "no_such_account", "verify_address",
    "email_change_confirm", "child_link",
}  # fmt: skip


def next_slot(address: str, *, now: datetime, kind: str = "", account: Account | None = None) -> datetime:
    """When the next mail to this address may go: now, or as soon as the limits let it; never `no`.

    kind, account: of the mail to come, which takes the place of one like it that still waits. Within a
    transaction: until its end nobody else gets a place for this address.
    """
    digest = digest_of(address)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [digest, current_district_id()]
        )
    if waiting := replaceable(kind, digest, account, now=now):
        return max(waiting.due_at, now)
    caused = OutboxMail.objects.filter(address_digest=digest, kind__in=LIMITED)
    latest = list(caused.order_by("-due_at").values_list("due_at", flat=True)[:A_DAY])
    slots = [
        now,
        *(due_at + APART for due_at in latest[:1]),
        *(due_at + DAY for due_at in latest[A_DAY - 1 :]),
    ]
    return max(slots)


def replaceable(kind: str, digest: str, account: Account | None, *, now: datetime) -> OutboxMail | None:
    """A mail like the one to come that no worker has taken yet; held until the transaction ends."""
    if kind not in LIMITED:
        return None
    unclaimed = Q(lease_until=None) | Q(lease_until__lt=now)
    waiting = OutboxMail.objects.filter(
        unclaimed, kind=kind, address_digest=digest, account=account, status=OutboxMail.Status.QUEUED
    )
    return waiting.order_by("due_at").select_for_update(of=("self",), skip_locked=True).first()


def told_today(kind: str, address: str, *, now: datetime) -> bool:
    """Whether such a mail has gone to the address, or will, within a day."""
    since = {"address_digest": digest_of(address), "due_at__gt": now - DAY}
    return OutboxMail.objects.filter(kind=kind, **since).exists()
