"""Processes that cannot outlive the supervisor, and that come back when they end by themselves.

Each asks the kernel for a signal at its parent's death: `kill -9` of the supervisor leaves nothing running.
The kernel watches the *thread* that started a child: all of this runs in the main thread, which ends last.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.launcher.place import CHECKOUT

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
LONGEST_PAUSE = 30  # seconds between two starts of a child that keeps failing
STEADY = 60  # after so many seconds alive a child's failures are forgotten


def die_with(parent: int, death: int = signal.SIGKILL) -> None:
    """Called in a child: whatever ends `parent` ends it too."""
    LIBC.prctl(PR_SET_PDEATHSIG, int(death))
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)


def dies_with_us(death: int = signal.SIGKILL) -> Callable[[], None]:
    """For Popen's preexec_fn, which comes after the change of user that would undo the request."""
    parent = os.getpid()
    return lambda: die_with(parent, death)


@dataclass
class Child:
    """One supervised process. Its session is its own, so that Ctrl-C reaches the supervisor alone."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    log: Path
    folder: Path = CHECKOUT
    pass_fds: Sequence[int] = ()
    account: Mapping[str, Any] = field(default_factory=dict)
    death: int = signal.SIGKILL
    end: int = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started_at: float = 0
    restart_at: float = 0

    def __post_init__(self) -> None:
        self.log.write_bytes(b"")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.pass_fds,
                start_new_session=True,
                preexec_fn=dies_with_us(self.death),
                **self.account,
            )
        self.started_at, self.restart_at = time.monotonic(), 0

    @property
    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def tend(self) -> None:
        """Notices an end that nobody asked for, and starts again after a pause that doubles each time."""
        now = time.monotonic()
        if self.restart_at:
            if now >= self.restart_at:
                self.start()
        elif self.process is not None and self.ended:
            self.failures = 1 if now - self.started_at > STEADY else self.failures + 1
            pause = min(LONGEST_PAUSE, 2 ** (self.failures - 1))
            self.restart_at = now + pause
            print(
                f"{self.name} ended by itself ({self.process.returncode}); again in {pause} s. See {self.log}"
            )

    def stop(self, patience: float = 15) -> None:
        if self.process is None or self.ended:
            return
        self.process.send_signal(self.end)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def last_words(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def run(command: Sequence[str | Path], *, environment: Mapping[str, str]) -> int:
    """A command at the terminal, its exit status. Ctrl-C reaches it too, and what it does then is awaited."""
    handler = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return _outcome(command, environment, own_session=False)
    finally:
        signal.signal(signal.SIGINT, handler)


def step(command: Sequence[str | Path], *, environment: Mapping[str, str]) -> int:
    """A command on the way to something else: Ctrl-C is ours alone, and ends it."""
    return _outcome(command, environment, own_session=True)


def _outcome(command: Sequence[str | Path], environment: Mapping[str, str], *, own_session: bool) -> int:
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=CHECKOUT,
        start_new_session=own_session,
        preexec_fn=dies_with_us(),
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise
