"""Servers for one run, with a migrated database that each test process clones."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.launcher import demo, place
from portal.launcher.servers import Servers
from portal.messages import compile_all

TEMPLATE = "portal_template"


@contextmanager
def servers() -> Iterator[Servers]:
    """They forget everything, and are quick because nothing waits for a disk."""
    with place.temporary() as folder:
        started = Servers(folder, database=TEMPLATE, durable=False)
        try:
            started.start()
            compile_all()
            demo.django(started.environment("test"), "migrate", "--no-input", "--skip-checks", "-v0")
            yield started
        finally:
            started.stop()
