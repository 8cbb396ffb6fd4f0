"""script/manage: manage.py beside the running demo, or with its servers started for as long as it takes."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

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
    until = time.monotonic() + where.PATIENCE
    with where.guest(folder):
        while not (held := where.hold(folder)):  # running, or on their way up or down
            if "mail_port" in (facts := where.facts(folder)):
                return work(Servers(folder, mail_port=facts["mail_port"]), facts["port"])
            if time.monotonic() > until:
                raise SystemExit("Another command holds the portal's servers and does not get them up.")
            time.sleep(0.1)
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
