"""From the outbox to the mail server: claimed for a lease, sent over one connection, marked one by one.

A mail is marked before the next one is sent: a worker that dies leaves at most one that was sent and does
not say so, and its second copy has the same Message-ID. A server that is away, or says `later`, costs a pause
that doubles, until a mail is given up; `never` ends it and may mark the address on the contact's record.
"""

import random
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.lives import MAIL_TRIED
from accounts.mail.letters import Letter, open_letter
from accounts.mail.outbox import note_refusal
from accounts.mail.server import Later, Never, Server, ServerAway
from accounts.models import OutboxMail
from schools.envelope import Unsealable

# A mail is begun within RUN of its claim, and the server owes four answers of EMAIL_TIMEOUT (10 s) each.
RUN, LEASE = 20.0, timedelta(seconds=60)
BATCH = 50
LATERS = 5  # in a row: it is not these mails, it is the server
FIRST_PAUSE, LONGEST_PAUSE = 15, 300  # seconds
SENT = """
    UPDATE accounts_outboxmail
    SET status = 'sent', sealed = NULL, lease_until = NULL, ended_at = %s, answer = '250'
    WHERE id = %s AND lease_until = %s
"""
PAUSE = """
    UPDATE accounts_outboxmail
    SET attempts = attempts + 1, answer = %s,
        lease_until = %s + least(%s * 2 ^ least(attempts, 10), %s) * %s * interval '1 second'
    WHERE id = ANY(%s) AND status = 'queued'
"""
log = structlog.get_logger("accounts.mail")


class Claimed(NamedTuple):
    pk: int
    message_id: str
    sealed: bytes
    contact_id: int | None


def deliver_due() -> bool:
    """Send what is due, for RUN seconds at the longest; whether there may be more."""
    until = time.monotonic() + RUN
    if not due(timezone.now()).exists():
        return False
    try:
        with Server() as server:
            while time.monotonic() < until:
                lease = timezone.now() + LEASE
                batch = claim(now=timezone.now(), lease=lease)
                if not batch:
                    return False
                send(batch, server, lease=lease, until=until)
    except ServerAway as away:
        log.warning("mail server away", reason=str(away))
        postpone(list(due(timezone.now()).values_list("pk", flat=True)), answer="away", now=timezone.now())
        return False
    return True


def due(now: datetime) -> QuerySet[OutboxMail]:
    """Mails that no worker holds, and whose pause is over."""
    queued = OutboxMail.objects.filter(status=OutboxMail.Status.QUEUED, due_at__lte=now)
    return queued.filter(Q(lease_until=None) | Q(lease_until__lt=now))


def claim(*, now: datetime, lease: datetime) -> list[Claimed]:
    """The longest due, for this worker alone until the lease ends."""
    with transaction.atomic():
        batch = due(now).order_by("due_at").select_for_update(skip_locked=True)[:BATCH]
        claimed = [Claimed(*row) for row in batch.values_list(*Claimed._fields)]
        OutboxMail.objects.filter(pk__in=[mail.pk for mail in claimed]).update(lease_until=lease)
    return claimed


def send(batch: list[Claimed], server: Server, *, lease: datetime, until: float) -> None:
    """Each to its end or its pause; whatever time is not enough for is handed back. Raises ServerAway."""
    left, laters = list(reversed(batch)), 0
    try:
        while left and laters < LATERS and time.monotonic() < until:
            laters = 0 if _sent(left[-1], server, lease) else laters + 1
            left.pop()
    except ServerAway:
        postpone([mail.pk for mail in left], answer="away", now=timezone.now())
        raise
    hand_back([mail.pk for mail in left], lease=lease)
    if laters == LATERS:
        raise ServerAway("says later")


def _sent(mail: Claimed, server: Server, lease: datetime) -> bool:
    """False when it has to be tried again. Raises ServerAway."""
    try:
        letter = open_letter(mail.sealed, message_id=mail.message_id)
        server.send(letter)
    except Unsealable:
        log.exception("mail cannot be opened", mail=mail.pk)
        end(mail, OutboxMail.Status.DEAD, answer="sealed", now=timezone.now())
    except Never as never:
        refuse(mail, letter, never, now=timezone.now())
    except Later as later:
        postpone([mail.pk], answer=str(later), now=timezone.now())
        return False
    else:
        mark_sent(mail, lease, now=timezone.now())
    return True


def mark_sent(mail: Claimed, lease: datetime, *, now: datetime) -> None:
    """Insists while the database is away: a mail that is not marked goes out twice."""
    patience = time.monotonic() + RUN
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute(SENT, [now, mail.pk, lease])
            return
        except (OperationalError, InterfaceError):
            if time.monotonic() > patience:
                raise
            connection.close()
            time.sleep(0.2)


def refuse(mail: Claimed, letter: Letter, never: Never, *, now: datetime) -> None:
    with transaction.atomic():
        end(mail, OutboxMail.Status.REFUSED, answer=str(never), now=now)
        if never.address_to_blame:
            note_refusal(mail.contact_id, letter.to)


def end(mail: Claimed, status: OutboxMail.Status, *, answer: str, now: datetime) -> None:
    OutboxMail.objects.filter(pk=mail.pk).update(
        status=status, sealed=None, lease_until=None, ended_at=now, answer=answer
    )


def postpone(mails: list[int], *, answer: str, now: datetime) -> None:
    """Another attempt after a pause; none for what was tried for long enough."""
    waiting = OutboxMail.objects.filter(pk__in=mails, status=OutboxMail.Status.QUEUED)
    waiting.filter(due_at__lt=now - MAIL_TRIED).update(
        status=OutboxMail.Status.DEAD, sealed=None, lease_until=None, ended_at=now, answer=answer
    )
    spread = random.uniform(0.8, 1.2)  # noqa: S311 - so that not everybody comes back at once
    with connection.cursor() as cursor:
        cursor.execute(PAUSE, [answer, now, FIRST_PAUSE, LONGEST_PAUSE, spread, mails])


def hand_back(mails: Iterable[int], *, lease: datetime) -> None:
    OutboxMail.objects.filter(pk__in=list(mails), lease_until=lease).update(lease_until=None)
