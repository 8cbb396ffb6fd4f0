"""Looks for secrets wherever an installation could have written them down (SECURITY 33)."""

import base64
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress

import redis

from tests.faults.installation import Installation
from tests.sink import Sink


def found(installation: Installation, sink: Sink, secrets: Iterable[str]) -> set[str]:
    """The sinks that hold one of them, as it is, in base64 or in hex."""
    forms = [form for secret in secrets for form in forms_of(secret.encode())]
    return {name for name, content in contents(installation, sink) if any(form in content for form in forms)}


def forms_of(secret: bytes) -> list[bytes]:
    """Within base64 a text begins at one of three places: what stands there whatever its neighbours are."""
    inside = [
        base64.b64encode(b"\0" * shift + secret)[(4, 4, 4)[shift] * (shift > 0) : -4] for shift in range(3)
    ]
    return [secret, secret.hex().encode(), *inside]


def contents(installation: Installation, sink: Sink) -> Iterator[tuple[str, bytes]]:
    yield from of_broker(installation)
    yield from of_tables(installation)
    yield from of_files(installation)
    for mail in sink.mails:
        del mail["To"]
        yield "mail header", "\n".join(f"{name}: {value}" for name, value in mail.items()).encode()


def of_broker(installation: Installation) -> Iterator[tuple[str, bytes]]:
    """Every key of Valkey, of whatever type; bodies of Celery's messages opened."""
    broker = redis.from_url(installation.environment["REDIS_URL"])
    read = {
        b"string": lambda key: [broker.get(key)],
        b"list": lambda key: broker.lrange(key, 0, -1),
        b"hash": lambda key: [part for pair in broker.hgetall(key).items() for part in pair],
        b"set": broker.smembers,
        b"zset": lambda key: broker.zrange(key, 0, -1),
    }
    for key in broker.scan_iter():
        kind = broker.type(key)
        for value in [key, *read[kind](key)]:
            yield f"valkey {kind.decode()}", value or b""
            with suppress(ValueError, KeyError, TypeError):
                yield f"valkey {kind.decode()}, body", base64.b64decode(json.loads(value)["body"])


def of_tables(installation: Installation) -> Iterator[tuple[str, bytes]]:
    """Every column of every row as text: bytes come in hex."""
    tables = installation.rows("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in tables:
        rows = "\n".join(row for (row,) in installation.rows(f"SELECT t::text FROM {table} t"))
        yield f"table {table}", rows.encode()


def of_files(installation: Installation) -> Iterator[tuple[str, bytes]]:
    """Logs, PostgreSQL's tables and write-ahead log, Valkey's dumps, beat's times, the folder for temporary files."""
    for path in installation.folder.rglob("*"):
        with suppress(OSError):
            if path.is_file():
                inside = path.relative_to(installation.folder)
                yield f"file {inside.parts[0]}", path.read_bytes()
