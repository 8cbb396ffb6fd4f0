"""script/test: pytest against servers of its own; browser journeys where there is a browser."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

from portal.launcher import breaks, testing
from portal.launcher.children import run
from portal.launcher.place import CHECKOUT

TWO_PROCESSES = ["-n", "2", "--maxschedchunk", "1"]  # else one of them ends with a row of journeys
PYTEST = [sys.executable, "-m", "pytest"]
ONE_PROCESS = ("-n", "-p", "-x", "-k", "-s", "--pdb", "--co")  # whoever says one of these looks closely


def main(arguments: list[str]) -> int:
    rest = [argument for argument in arguments if argument not in ("--long", "--breaks")]
    browser = chromium()
    with testing.servers() as servers:
        if "--breaks" in arguments:
            return breaks.main(rest, servers, {"CHROMIUM": browser})
        environment = {**servers.environment("test"), "CHROMIUM": browser}
        return judge(rest, environment, long="--long" in arguments, browser=bool(browser))


def judge(arguments: list[str], environment: Mapping[str, str], *, long: bool, browser: bool) -> int:
    status = run(
        [*PYTEST, *processes(arguments), *selection(arguments, long, browser)], environment=environment
    )
    if not browser:
        print(f"journeys: 0 of {journeys(arguments, environment)} run, no Chromium", flush=True)
        if os.environ.get("CI") == "true":
            return status or 1
    return status


def chromium() -> str:
    """$CHROMIUM, or where Debian and others put it; empty where there is none."""
    named = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
    return named if named and os.access(named, os.X_OK) else ""


def processes(arguments: list[str]) -> list[str]:
    closely = any("::" in argument or argument.startswith(ONE_PROCESS) for argument in arguments)
    return [] if closely else TWO_PROCESSES


def selection(arguments: list[str], long: bool, browser: bool) -> list[str]:
    """pytest's own -m wins over ours."""
    left_out = [*([] if long else ["not long"]), *([] if browser else ["not journey"])]
    if not left_out or any(argument.startswith("-m") for argument in arguments):
        return arguments
    return ["-m", " and ".join(left_out), *arguments]


def journeys(arguments: list[str], environment: Mapping[str, str]) -> int:
    found = subprocess.run(
        [*PYTEST, "--collect-only", "-q", "-m", "journey", *arguments],
        env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return sum("::" in line for line in found.stdout.splitlines())
