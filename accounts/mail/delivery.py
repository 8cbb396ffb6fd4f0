"""From the outbox to the mail server: claimed for a lease, sent over one connection, marked soon after.

A mail is marked before the next one is begun, unless the server is so quick that several fit into
MARKED_WITHIN: only what was sent in a worker's last instant can go out twice, with the same Message-ID. A
server that is away, or says `later`, costs a pause that doubles until it is given up; `never` ends a mail.
"""

import random
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import structlog
from django.db import Error, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.lives import MAIL_TRIED
from accounts.mail.letters import Letter, open_letter
from accounts.mail.outbox import note_refusal
from accounts.mail.server import Later, Never, Server, ServerAway
from accounts.models import OutboxMail
from schools.envelope import Unsealable
from schools.tenancy import current_district_id

# A mail is begun within RUN of its claim, and the server owes four answers of EMAIL_TIMEOUT (10 s) each.
RUN, LEASE = 20.0, timedelta(seconds=60)
BATCH = 100
MARKED_WITHIN = 0.05  # seconds: a statement for each mail costs more than sending it to a server next door
LATERS = 5  # in a row: it is not these mails, it is the server
FIRST_PAUSE, LONGEST_PAUSE = 15, 300  # seconds
CLAIM = """
    WITH next AS MATERIALIZED (
        SELECT id FROM accounts_outboxmail
        WHERE district_id = %(district)s AND status = 'queued' AND due_at <= %(now)s
          AND (lease_until IS NULL OR lease_until < %(now)s)
        ORDER BY due_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    )
    UPDATE accounts_outboxmail AS mail SET lease_until = %(lease)s FROM next WHERE mail.id = next.id
    RETURNING mail.id, mail.message_id, mail.sealed, mail.contact_id
"""
SENT = """
    UPDATE accounts_outboxmail
    SET status = 'sent', sealed = NULL, lease_until = NULL, ended_at = %s, answer = '250'
    WHERE id = ANY(%s) AND lease_until = %s
"""
PAUSE = """
    UPDATE accounts_outboxmail
    SET attempts = attempts + 1, answer = %(answer)s,
        lease_until = %(now)s + least(%(first)s * 2 ^ least(attempts, 10), %(longest)s) * interval '1 second'
    WHERE id = ANY(%(mails)s) AND status = 'queued'
      AND (lease_until IS NULL OR lease_until < %(now)s OR lease_until = %(lease)s)
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
    facts: dict[str, Any] = {"district": current_district_id(), "now": now, "batch": BATCH, "lease": lease}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, facts)
        return [Claimed(*row) for row in cursor.fetchall()]


def send(batch: list[Claimed], server: Server, *, lease: datetime, until: float) -> None:
    """Each to its end or its pause; whatever time is not enough for is handed back. Raises ServerAway."""
    left, laters, marks = list(reversed(batch)), 0, Marks(lease)
    try:
        while left and laters < LATERS and time.monotonic() < until:
            laters = 0 if _sent(left[-1], server, marks) else laters + 1
            left.pop()
    except ServerAway:
        postpone([mail.pk for mail in left], answer="away", now=timezone.now(), lease=lease)
        raise
    finally:
        marks.write()
    hand_back([mail.pk for mail in left], lease=lease)
    if laters == LATERS:
        raise ServerAway("says later")


def _sent(mail: Claimed, server: Server, marks: "Marks") -> bool:
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
        postpone([mail.pk], answer=str(later), now=timezone.now(), lease=marks.lease)
        return False
    except (ServerAway, Error):
        raise
    except Exception:  # whatever is wrong with this one is no reason to keep the others
        log.exception("mail not sent", mail=mail.pk)
        postpone([mail.pk], answer="error", now=timezone.now(), lease=marks.lease)
        return False
    else:
        marks.add(mail.pk)
    return True


class Marks:
    """What the server has taken and the rows do not say yet."""

    def __init__(self, lease: datetime) -> None:
        self.lease, self.taken, self.written_at = lease, list[int](), time.monotonic()

    def add(self, pk: int) -> None:
        self.taken.append(pk)
        if time.monotonic() - self.written_at > MARKED_WITHIN:
            self.write()

    def write(self) -> None:
        """Insists while the database is away: a mail that is not marked goes out twice."""
        patience = time.monotonic() + RUN
        while self.taken:
            try:
                with connection.cursor() as cursor:
                    cursor.execute(SENT, [timezone.now(), self.taken, self.lease])
                self.taken = []
            except Error:
                if time.monotonic() > patience:
                    raise
                connection.close()
                time.sleep(0.2)
        self.written_at = time.monotonic()


def refuse(mail: Claimed, letter: Letter, never: Never, *, now: datetime) -> None:
    with transaction.atomic():
        end(mail, OutboxMail.Status.REFUSED, answer=str(never), now=now)
        if never.address_to_blame:
            note_refusal(mail.contact_id, letter.to)


def end(mail: Claimed, status: OutboxMail.Status, *, answer: str, now: datetime) -> None:
    OutboxMail.objects.filter(pk=mail.pk).update(
        status=status, sealed=None, lease_until=None, ended_at=now, answer=answer
    )


def postpone(mails: list[int], *, answer: str, now: datetime, lease: datetime | None = None) -> None:
    """Another attempt after a pause; none for what was tried long enough. `lease`: ours, if we hold them."""
    waiting = OutboxMail.objects.filter(pk__in=mails, status=OutboxMail.Status.QUEUED)
    waiting.filter(due_at__lt=now - MAIL_TRIED).update(
        status=OutboxMail.Status.DEAD, sealed=None, lease_until=None, ended_at=now, answer=answer
    )
    spread = random.uniform(0.8, 1.2)  # noqa: S311 - so that not everybody comes back at once
    pause: dict[str, Any] = {"first": FIRST_PAUSE * spread, "longest": LONGEST_PAUSE * spread}
    with connection.cursor() as cursor:
        cursor.execute(PAUSE, {"mails": mails, "answer": answer, "now": now, "lease": lease, **pause})


def hand_back(mails: Iterable[int], *, lease: datetime) -> None:
    OutboxMail.objects.filter(pk__in=list(mails), lease_until=lease).update(lease_until=None)
