"""What is kept of a mail until it is sent: who sends it, to whom, and its bytes; sealed for its row only."""

import json
from dataclasses import dataclass

from schools.envelope import seal, unseal
from schools.tenancy import current_district_id


@dataclass(frozen=True, slots=True)
class Letter:
    sender: str
    to: str
    content: bytes  # headers and body, as SMTP sends them


def seal_letter(letter: Letter, *, message_id: str) -> bytes:
    outside = json.dumps([letter.sender, letter.to]).encode()
    return seal(outside + b"\n" + letter.content, bound_to=_place(message_id))


def open_letter(sealed: bytes, *, message_id: str) -> Letter:
    """Raises `schools.envelope.Unsealable`."""
    outside, _, content = unseal(sealed, bound_to=_place(message_id)).partition(b"\n")
    sender, to = json.loads(outside)
    return Letter(sender, to, content)


def _place(message_id: str) -> str:
    return f"mail:{current_district_id()}:{message_id}"
