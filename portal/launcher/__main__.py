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
    # Asked to end in any way, the same orderly way down; a hang-up only where nohup has not said otherwise.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)
    try:
        sys.exit(VERBS[sys.argv[1]](sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)
