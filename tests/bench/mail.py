"""Bench `mail`: an outbox full of mails sent by two workers, against bare smtplib on kept connections."""

import multiprocessing
import smtplib
import time
from collections.abc import Iterator

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone

from schools.tenancy import current_district_id
from tests.bench import sink
from tests.bench.measure import REPEATS, Figure, Side, alternate, ratio, sized

MAILS, WORKERS = sized(20_000, 1_000), 2


class Bench:
    def __init__(self, owner, server: sink.Sink) -> None:
        self.owner, self.server = owner, server
        self.ours, self.bare = Side("outbox", MAILS), Side("smtplib", MAILS)
        _fill()
        with owner.cursor() as cursor:
            cursor.execute("CREATE TABLE full_outbox AS TABLE accounts_outboxmail")
            cursor.execute("GRANT SELECT ON full_outbox TO portal_app")
        owner.commit()

    def by_outbox(self) -> None:
        with self.owner.cursor() as cursor:
            cursor.execute("TRUNCATE accounts_outboxmail")
            cursor.execute("INSERT INTO accounts_outboxmail SELECT * FROM full_outbox")
            cursor.execute("ANALYZE accounts_outboxmail")
        self.owner.commit()
        self._race(self.ours, deliver)
        with self.owner.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM accounts_outboxmail WHERE status = 'sent' AND sealed IS NULL"
            )
            if cursor.fetchone()[0] != MAILS:
                raise AssertionError("not every row says that it was sent")
        self.owner.commit()
        self.sent = self._taken()

    def by_smtplib(self) -> None:
        self._race(self.bare, send)
        if self._taken() != self.sent:
            raise AssertionError("the two sides sent different mails")

    def _taken(self) -> tuple[int, int]:
        count, checksum = self.server.taken()
        if count != MAILS:
            raise AssertionError(f"{count} mails came through instead of {MAILS}")
        return count, checksum

    def _race(self, side: Side, work) -> None:
        """All workers begin together; each tells the CPU time of its own process."""
        context = multiprocessing.get_context("spawn")
        barrier, results = context.Barrier(WORKERS + 1), context.SimpleQueue()
        facts = (connection.settings_dict["NAME"], current_district_id(), self.server.port, barrier, results)
        workers = [context.Process(target=work, args=(number, *facts)) for number in range(WORKERS)]
        for worker in workers:
            worker.start()
        barrier.wait()
        began = time.perf_counter()
        spent = [results.get() for _ in workers]
        side.wall.append((time.perf_counter() - began) / MAILS)
        side.cpu.append(sum(spent) / MAILS)
        for worker in workers:
            worker.join()


def run(owner) -> Iterator[Figure]:
    with sink.running() as server:
        bench = Bench(owner, server)
        alternate(REPEATS, bench.by_outbox, bench.by_smtplib)
        yield ratio("mail.cpu", bench.ours.cpu, bench.bare.cpu, bench.ours, bench.bare)


def _fill() -> None:
    """One mail as it is rendered, again and again under ids of its own."""
    from accounts.mail.letters import Letter, seal_letter
    from accounts.mail.rendering import render
    from accounts.models import OutboxMail

    message = render(
        "password_changed", to="parent@home.example", languages=("en",), facts={"at": timezone.now()}
    )
    content, now = message.message().as_bytes(linesep="\r\n"), timezone.now()
    for start in range(0, MAILS, 1000):
        rows = []
        for number in range(start, start + 1000):
            message_id = f"<{number}@bench.example>"
            letter = Letter(
                settings.DEFAULT_FROM_EMAIL,
                "parent@home.example",
                f"Message-ID: {message_id}\r\n".encode() + content,
            )
            sealed = seal_letter(letter, message_id=message_id)
            facts = {"kind": "password_changed", "address_digest": "0" * 64, "created_at": now, "due_at": now}
            rows.append(OutboxMail(message_id=message_id, sealed=sealed, **facts))
        OutboxMail.objects.bulk_create(rows)


def _ready(database: str, port: int) -> None:
    django.setup()
    from tests import databases

    databases.connect_to(database)
    settings.EMAIL_PORT = port


def deliver(number: int, database: str, district_id: int, port: int, barrier, results) -> None:
    """A worker of ours."""
    _ready(database, port)
    from accounts.mail.delivery import deliver_due
    from schools.tenancy import use_district

    with use_district(district_id):
        barrier.wait()
        began = time.process_time()
        while deliver_due():
            pass
        results.put(time.process_time() - began)
    connection.close()


def send(number: int, database: str, district_id: int, port: int, barrier, results) -> None:
    """The same mails, opened before: every second one over one connection, and nothing else."""
    _ready(database, port)
    from accounts.mail.letters import open_letter
    from schools.tenancy import use_district

    with use_district(district_id), connection.cursor() as cursor:
        cursor.execute("SELECT sealed, message_id FROM full_outbox ORDER BY id")
        mine = cursor.fetchall()[number::WORKERS]
        letters = [open_letter(sealed, message_id=message_id) for sealed, message_id in mine]
    connection.close()
    barrier.wait()
    began = time.process_time()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for letter in letters:
            server.sendmail(letter.sender, [letter.to], letter.content)
    results.put(time.process_time() - began)
