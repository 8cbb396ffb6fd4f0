"""Settings of a worker that stops for a long while at the first slice of PAUSE_AT: time enough to kill it."""

import os
import time

from portal.settings import *  # noqa: F403

AFTER_ROSTER_SLICE = "tests.roster.pausing.pause"


def pause(part) -> None:
    if part.kind == os.environ["PAUSE_AT"]:
        time.sleep(120)
