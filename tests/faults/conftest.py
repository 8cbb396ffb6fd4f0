from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.launcher import place
from tests.faults.installation import Installation
from tests.faults.visitor import Visitor


@pytest.fixture(scope="session")
def made_installation() -> Iterator[Installation]:
    with place.temporary() as folder:
        found = Installation(Path(folder))
        try:
            found.make()
            yield found
        finally:
            found.stop()


@pytest.fixture
def installation(made_installation: Installation) -> Installation:
    """A production-like installation with all its parts running, whatever the test before did to it."""
    made_installation.start()
    return made_installation


@pytest.fixture
def visitor(installation: Installation) -> Visitor:
    """At the portal of the Alder district."""
    return Visitor(installation.web_port, "alder.localhost")
