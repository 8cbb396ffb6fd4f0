"""Children die with the supervisor, come back when they end by themselves, and stop when told."""

import os
import signal
import subprocess
import sys
import time

from portal.launcher.children import Child

SLEEP = ["sleep", "100"]


def child(tmp_path, command=SLEEP, **options) -> Child:
    return Child("Sleeper", command, dict(os.environ), tmp_path / "log", **options)


def gone(pid: int, patience: float = 5) -> bool:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


SUPERVISOR = """
import os, pathlib, sys, time
from portal.launcher.children import Child
child = Child("Sleeper", ["sleep", "100"], dict(os.environ), pathlib.Path(sys.argv[1]))
child.start()
print(child.process.pid, flush=True)
time.sleep(100)
"""


def test_a_killed_supervisor_leaves_nothing_running(tmp_path):
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, tmp_path / "log"], stdout=subprocess.PIPE, text=True
    )
    pid = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.communicate()
    assert gone(pid)


def test_a_child_that_ends_by_itself_is_started_again_after_a_longer_pause_each_time(tmp_path, capsys):
    failing = child(tmp_path, ["false"])
    failing.start()
    pauses = []
    while len(pauses) < 3:
        failing.process.wait()
        failing.tend()
        pauses.append(round(failing.restart_at - time.monotonic()))
        failing.restart_at = time.monotonic()
        failing.tend()
    assert pauses == [1, 2, 4]
    assert "Sleeper ended by itself (1); again in 4 s" in capsys.readouterr().out


def test_a_child_that_will_not_stop_is_killed(tmp_path):
    stubborn = child(tmp_path, ["sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done"])
    stubborn.start()
    while "deaf" not in stubborn.last_words():
        time.sleep(0.02)
    stubborn.stop(patience=0.3)
    assert stubborn.process.returncode == -signal.SIGKILL


def test_a_stopped_child_stays_stopped(tmp_path):
    sleeper = child(tmp_path)
    sleeper.start()
    sleeper.stop()
    assert sleeper.process.returncode == -signal.SIGTERM
    assert gone(sleeper.process.pid)
