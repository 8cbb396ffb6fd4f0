"""The smallest mail server there is, in a process of its own: takes everything, keeps a count and a checksum."""

import asyncio
import multiprocessing
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

ANSWERS = {b"EHLO": b"250-sink\r\n250 8BITMIME\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


@dataclass
class Sink:
    port: int
    facts: Any  # mails, sum of their checksums

    def taken(self) -> tuple[int, int]:
        """Since it was asked last; the sum tells the same mails from others, whatever their order."""
        with self.facts.get_lock():
            found = (self.facts[0], self.facts[1])
            self.facts[0] = self.facts[1] = 0
        return found


@contextmanager
def running() -> Iterator[Sink]:
    context = multiprocessing.get_context("spawn")
    facts, ready = context.Array("q", 2), context.SimpleQueue()
    process = context.Process(target=serve, args=(facts, ready), daemon=True)
    process.start()
    try:
        yield Sink(ready.get(), facts)
    finally:
        process.terminate()
        process.join()


def serve(facts: Any, ready: Any) -> None:
    asyncio.run(_serve(facts, ready))


async def _serve(facts: Any, ready: Any) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            writer.write(ANSWERS.get(verb, b"250 fine\r\n"))
            if verb == b"DATA":
                mail = await reader.readuntil(b"\r\n.\r\n")
                with facts.get_lock():
                    facts[0] += 1
                    facts[1] += zlib.crc32(mail)
                writer.write(b"250 taken\r\n")
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    ready.put(server.sockets[0].getsockname()[1])
    await server.serve_forever()
