"""script/bench: tests.bench against servers of its own."""

import sys

from portal.launcher import testing
from portal.launcher.children import run


def main(arguments: list[str]) -> int:
    with testing.servers() as servers:
        return run([sys.executable, "-m", "tests.bench", *arguments], environment=servers.environment("test"))
