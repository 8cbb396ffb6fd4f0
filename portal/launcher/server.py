"""script/server: all that the demo needs, started in order, watched, and stopped in order."""

import argparse
import os
import shutil
import signal
import socket
import time
from pathlib import Path
from typing import TextIO

from portal.launcher import demo, place, processes, where
from portal.launcher.children import Child
from portal.launcher.servers import Servers

FORGOTTEN = ("secrets", "demo-unfinished", "log", "valkey", "mail", "postgres", "beat")  # by --fresh
AWAITED = {"manage": "script/manage to end", "stopping": "the portal to stop"}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="script/server", description="Runs the portal with its demo districts."
    )
    parser.add_argument("--port", type=port_number, help="instead of 8000 or the next free one")
    parser.add_argument("--fresh", action="store_true", help="forget everything and load the demo anew")
    options = parser.parse_args(arguments)
    folder = place.home()
    with take_over(folder) as held, listen(options.port) as web:
        if options.fresh:
            forget(folder)
        host(folder, held, web)
    return 0


def port_number(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is no port number")
    return int(text)


def take_over(folder: Path) -> TextIO:
    """The `where` file, once no other command has it: one that stops is waited for, a running portal not."""
    said = ""
    while not (held := where.hold(folder)):
        facts = where.facts(folder)
        if facts.get("verb") == "server":
            raise SystemExit(f"The portal runs already: {facts.get('address', 'it is just starting')}")
        if facts and facts["verb"] != said:
            said = facts["verb"]
            print(f"Waiting for {AWAITED[said]}.", flush=True)
        time.sleep(0.1)
    where.announce(held, {"verb": "server"})
    return held


def listen(port: int | None) -> socket.socket:
    """Opened here and handed down: the port cannot be lost between, nor while the web is started again."""
    for candidate in [port] if port else range(8000, 8100):
        try:
            return socket.create_server(("127.0.0.1", candidate))
        except OSError as error:
            reason = os.strerror(error.errno or 0)  # without Python's own words on the address
    named = f"Port {port} cannot" if port else "No port from 8000 to 8099 can"
    raise SystemExit(f"{named} be used ({reason}): choose another with --port.")


def forget(folder: Path) -> None:
    for name in FORGOTTEN:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def host(folder: Path, held: TextIO, web: socket.socket) -> None:
    servers, portal = Servers(folder), list[Child]()
    port = web.getsockname()[1]
    address = f"http://localhost:{port}/"
    try:
        servers.start()
        servers.catch_mail()
        facts = {"verb": "server", "port": port, "mail_port": servers.mail_port}
        where.announce(held, facts)
        environment = servers.environment("demo", port=port)
        demo.prepare(servers, environment)
        portal = processes.start(environment, logs=servers.logs, schedule=folder / "beat", web=web)
        where.announce(held, {**facts, "address": address})
        demo.django(environment, "demo", "--people")
        print(
            f"\nPortal   {address}\nMails    {address}mail/\nLogs     {servers.logs}\nCtrl-C stops it.",
            flush=True,
        )
        watch([*servers.children, *portal])
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
    finally:
        where.announce(held, {"verb": "stopping"})
        stop([*servers.children, *portal])


def watch(children: list[Child]) -> None:
    while True:
        for child in children:
            child.tend()
        time.sleep(0.3)


def stop(children: list[Child]) -> None:
    """The last started first: nobody loses what he still talks to."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # on the way down already
    for child in reversed(children):
        child.stop()
