"""What is kept of a mail until it is sent: who sends it, to whom, and its bytes; sealed for its row only."""

from dataclasses import dataclass

from schools.envelope import seal, unseal
from schools.tenancy import current_district_id


@dataclass(frozen=True, slots=True)
class Letter:
    sender: str
    to: str
    content: bytes  # headers and body, as SMTP sends them


def seal_letter(letter: Letter, *, message_id: str) -> bytes:
    outside = f"{letter.sender}\n{letter.to}\n".encode()
    return seal(outside + letter.content, bound_to=_place(message_id))


def open_letter(sealed: bytes, *, message_id: str) -> Letter:
    """Raises `schools.envelope.Unsealable`."""
    sender, to, content = unseal(sealed, bound_to=_place(message_id)).split(b"\n", 2)
    return Letter(sender.decode(), to.decode(), content)


def _place(message_id: str) -> str:
    return f"mail:{current_district_id()}:{message_id}"
