"""script/manage: manage.py beside the running demo, or with its servers started for as long as it takes."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from portal.launcher import place, where
from portal.launcher.children import run
from portal.launcher.servers import Servers


def main(arguments: list[str]) -> int:
    return in_demo(lambda servers, port: django(servers, port, arguments))


def django(servers: Servers, port: int, arguments: list[str]) -> int:
    environment = servers.environment("demo", port=port)
    return run([sys.executable, "manage.py", *arguments], environment=environment)


def in_demo(work: Callable[[Servers, int], int]) -> int:
    folder = place.home()
    with where.guest(folder):
        held = where.hold(folder)
        if not held:
            facts = announced(folder)
            return work(Servers(folder, mail_port=facts["mail_port"]), facts["port"])
    with held:
        return host(folder, held, work)


def host(folder: Path, held: TextIO, work: Callable[[Servers, int], int]) -> int:
    servers = Servers(folder)
    try:
        servers.start()
        where.announce(held, {"verb": "manage", "port": 8000, "mail_port": None})
        return work(servers, 8000)
    finally:
        with where.last_guest_gone(folder):
            servers.stop()
            held.close()


def announced(folder: Path, patience: float = 60) -> dict[str, Any]:
    until = time.monotonic() + patience
    while "mail_port" not in (facts := where.facts(folder)):
        if time.monotonic() > until:
            raise SystemExit("The portal's servers are being started by another command and do not come up.")
        time.sleep(0.1)
    return facts
