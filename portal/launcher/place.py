"""Where the embedded servers keep their data, and which account owns what there.

As root PostgreSQL runs under another account, which may not enter a checkout below a 0700 folder: so the data
live in /var/tmp, in a folder of this user and this checkout. Socket paths there stay below 107 bytes.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from portal.launcher import where

CHECKOUT = Path(__file__).resolve().parents[2]
ROOMS = Path("/var/tmp")  # noqa: S108 - `claim` refuses what others prepared there


def home() -> Path:
    """The folder of this user's demo of this checkout."""
    digest = hashlib.sha256(bytes(CHECKOUT)).hexdigest()[:12]
    return claim(ROOMS / f"portal-{os.geteuid()}-{digest}")


@contextmanager
def temporary() -> Iterator[Path]:
    """A folder for one run of the tests, removed after it; those of killed runs are swept on the way."""
    prefix = f"{home().name}-run-"
    with (home() / "sweeping").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        for old in ROOMS.glob(f"{prefix}*"):
            if held := where.hold(old):
                held.close()
                shutil.rmtree(old, ignore_errors=True)
        folder = claim(Path(tempfile.mkdtemp(prefix=prefix, dir=ROOMS)))
        held = where.hold(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if held:
            held.close()


def claim(folder: Path) -> Path:
    """Makes the folder ours, or stops: in a folder open to all somebody may have been there first."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise SystemExit(f"{folder} belongs to somebody else; remove it first.")
    # PostgreSQL's account passes through root's folder to its own; nothing else in it can be read.
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return folder


def database_account() -> dict[str, Any]:
    """Under whom PostgreSQL runs, as arguments for Popen: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise SystemExit(
        "PostgreSQL does not run as root, and this machine has neither an account postgres nor nobody."
    )


def give(path: Path, account: Mapping[str, Any]) -> None:
    if account:
        os.chown(path, account["user"], account["group"])
