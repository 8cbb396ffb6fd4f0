"""The mails that a journey's portal sent, as their readers get them: from the demo's catcher."""

import re
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from portal.mailbox import read, text_of

PATIENCE = 20
ONE_TIME_PASSWORD = re.compile(r"\b[a-z2-9]{3}-[a-z2-9]{3}-[a-z2-9]{3}\b")
LINK = re.compile(r"https?://[^/\s]+(/\S*)")


@dataclass
class Mailbox:
    folder: Path

    def to(self, address: str) -> list[EmailMessage]:
        """All so far, the newest last."""
        mails = [read(file) for file in sorted(self.folder.glob("*.eml"))]
        return [mail for mail in mails if address in str(mail["To"]).lower()]

    def waits_for(self, address: str, *, count: int = 1) -> str:
        """The text of the newest, once there are `count`."""
        until = time.monotonic() + PATIENCE
        while len(found := self.to(address.lower())) < count:
            assert time.monotonic() < until, f"{len(found)} of {count} mails to {address} came"
            time.sleep(0.1)
        return text_of(found[-1])


def password_in(text: str) -> str:
    """The one-time password of a mail, as written there."""
    return ONE_TIME_PASSWORD.search(text)[0]


def path_in(text: str) -> str:
    """Where a mail's first link leads, on whatever port the portal listens."""
    return LINK.search(text)[1]
