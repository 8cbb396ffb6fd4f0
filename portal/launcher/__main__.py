"""`python -m portal.launcher VERB ...`: what the scripts in script/ call."""

import signal
import sys

from portal.launcher import bench, check, manage, server, test

VERBS = {
    "server": server.main,
    "manage": manage.main,
    "test": test.main,
    "bench": bench.main,
    "check": check.main,
}

if __name__ == "__main__":
    # Asked to end in either way, or by a closed terminal: the same orderly way down as after Ctrl-C.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        sys.exit(VERBS[sys.argv[1]](sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)
