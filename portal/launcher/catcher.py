"""A mail server that delivers to nobody: every mail becomes a file, which the demo's /mail/ shows.

`python -m portal.launcher.catcher FOLDER SOCKET`, the latter a listening one's number, handed down.
"""

import asyncio
import socket
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Folder:
    """aiosmtpd's handler: names sort by the time of arrival, and a half-written mail is not seen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        name = f"{time.time_ns():019d}"
        draft = self.folder / f"{name}.part"
        draft.write_bytes(envelope.content)
        draft.rename(self.folder / f"{name}.eml")
        return "250 caught"


async def serve(folder: Path, listening: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Folder(folder), enable_SMTPUTF8=True), sock=listening)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))))
