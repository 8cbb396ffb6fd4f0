"""The locked `where` file: whoever holds its lock runs the servers, its text says where they are.

The lock ends with the process that holds it, whatever ends it: a killed supervisor leaves nothing to clear.
Who joins holds `guests` shared; a short-lived host waits for its guests before it stops the servers.
"""

import fcntl
import json
from pathlib import Path
from typing import Any, TextIO

PATIENCE = 120  # seconds: a first start installs, migrates and loads the demo


def hold(folder: Path) -> TextIO | None:
    """The lock on `where`, its old text wiped; None while somebody else runs the servers."""
    file = _open(folder / "where")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    announce(file, {})
    return file


def announce(file: TextIO, facts: dict[str, Any]) -> None:
    file.seek(0)
    file.truncate()
    file.write(json.dumps(facts))
    file.flush()


def facts(folder: Path) -> dict[str, Any]:
    """What the holder announced; empty while it has not."""
    try:
        found = json.loads((folder / "where").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return dict(found)


def guest(folder: Path) -> TextIO:
    """Kept open while the servers are used; waits while a host is stopping them."""
    file = _open(folder / "guests")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def last_guest_gone(folder: Path) -> TextIO:
    """Waits until nobody else uses the servers; keep it open until they are stopped."""
    file = _open(folder / "guests")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def _open(path: Path) -> TextIO:
    path.touch(mode=0o600)
    return path.open("r+")
