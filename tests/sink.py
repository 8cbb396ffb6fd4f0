"""A mail server that answers as a test wants it, in a thread of this process."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from django.conf import settings

from tests.faults.installation import free_port
from tests.mails import parse


@dataclass
class Sink:
    """`answers` are given to whole mails, in turn, before any is taken; `recipients` to addresses, always.

    `hangs_up`: it takes a mail that it sees for the first time, and breaks the connection instead of saying so.
    """

    answers: list[str] = field(default_factory=list)
    recipients: dict[str, str] = field(default_factory=dict)
    seconds: float = 0
    hangs_up: bool = False
    taken: list[bytes] = field(default_factory=list)
    tried: int = 0  # whole mails
    refused: int = 0  # addresses
    connections: int = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if answer := self.recipients.get(address):
            self.refused += 1
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        self.tried += 1
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if self.answers:
            return self.answers.pop(0)
        seen = envelope.content in self.taken
        self.taken.append(envelope.content)
        if self.hangs_up and not seen:
            server.transport.abort()
        return "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        return [parse(content) for content in self.taken]


@contextmanager
def listening(sink: Sink, port: int = 0) -> Iterator[int]:
    """At this port of 127.0.0.1, or a free one; the port."""
    controller = Controller(sink, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def catching() -> Iterator[Sink]:
    """A sink that the delivery of this process speaks to."""
    sink, before = Sink(), settings.EMAIL_PORT
    with listening(sink) as settings.EMAIL_PORT:
        yield sink
    settings.EMAIL_PORT = before
