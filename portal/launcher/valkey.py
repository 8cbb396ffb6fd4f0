"""Valkey for one folder: cache and broker, nothing on disk, reached over a socket that only we may reach."""

import os
import socket
import time
from pathlib import Path

from portal.launcher import binaries
from portal.launcher.children import Child


class Valkey:
    """Runs as whoever starts it, root too: a folder closed to all others is the best lock there is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "socket"

    def child(self, log: Path) -> Child:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        kept = ["--save", "", "--dir", str(self.folder)]
        reached = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        command = [str(binaries.valkey()), *kept, *reached]
        return Child("Valkey", command, dict(os.environ), log)

    def start(self, child: Child, *, patience: float = 15) -> None:
        until = time.monotonic() + patience
        child.start()
        while not self.answers():
            if time.monotonic() > until or child.ended:
                raise SystemExit(f"Valkey did not start. It wrote:\n{child.last_words()}")
            time.sleep(0.02)

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False
