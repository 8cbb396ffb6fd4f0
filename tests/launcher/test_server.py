"""script/server from end to end, in a copy of the checkout with data of its own."""

import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from portal.launcher.place import CHECKOUT

pytestmark = pytest.mark.long
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache")
LAUNCHER = [sys.executable, "-m", "portal.launcher"]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    copy = Path(shutil.copytree(CHECKOUT, tmp_path_factory.mktemp("copy") / "portal", ignore=LEFT_OUT))
    place = "from portal.launcher import place; print(place.home())"
    data = subprocess.run([sys.executable, "-c", place], cwd=copy, capture_output=True, text=True, check=True)
    yield copy, Path(data.stdout.strip())
    shutil.rmtree(data.stdout.strip())


def left_running(checkout) -> list[str]:
    """The command lines of all processes that work in the copy or in its data."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            folder, command = (process / "cwd").readlink(), (process / "cmdline").read_bytes()
        except OSError:
            continue
        if any(folder.is_relative_to(own) for own in checkout):
            found.append(command.replace(b"\0", b" ").decode())
    return found


def start(checkout) -> tuple[subprocess.Popen[str], str]:
    """A running portal and its address, read from what it prints."""
    command = [*LAUNCHER, "server"]
    portal = subprocess.Popen(
        command, cwd=checkout[0], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said = []
    for line in portal.stdout:
        said.append(line)
        if line.startswith("Ctrl-C"):
            break
    addresses = [line.split()[1] for line in said if line.startswith("Portal ")]
    assert addresses, "".join(said)
    return portal, addresses[0]


def test_the_portal_runs_once_is_joined_and_leaves_nothing(checkout):
    portal, address = start(checkout)
    assert urllib.request.urlopen(f"{address}live").status == 200
    again = subprocess.run(
        [*LAUNCHER, "server"], cwd=checkout[0], capture_output=True, text=True, check=False
    )
    assert (again.returncode, again.stderr) == (1, f"The portal runs already: {address}\n")
    joined = subprocess.run(
        [*LAUNCHER, "manage", "demo", "--people"], cwd=checkout[0], capture_output=True, check=False
    )
    assert joined.returncode == 0

    portal.kill()
    portal.communicate()
    until = time.monotonic() + 10
    while left_running(checkout) and time.monotonic() < until:
        time.sleep(0.1)
    assert left_running(checkout) == []

    portal, address = start(checkout)
    assert urllib.request.urlopen(f"{address}live").status == 200
    portal.send_signal(signal.SIGINT)
    following, address = start(checkout)  # at once: it waits for the first one's end
    assert urllib.request.urlopen(f"{address}live").status == 200
    portal.communicate(timeout=60)
    following.send_signal(signal.SIGINT)
    following.communicate(timeout=60)
    assert (portal.returncode, following.returncode) == (0, 0)
    assert left_running(checkout) == []
