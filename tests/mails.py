"""Mails as their addressees read them: what waits in the outbox of the current district, opened."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from accounts.mail.letters import open_letter
from accounts.models import OutboxMail

ONE_TIME_PASSWORD = re.compile(r"^ +([a-z2-9]{3}-[a-z2-9]{3}-[a-z2-9]{3})$", re.MULTILINE)
LINK = re.compile(r"https?://\S+")


def queued(kind: str = "", to: str = "") -> list[EmailMessage]:
    """Oldest first. `text_of(mail)` is what a person reads."""
    rows = OutboxMail.objects.filter(status=OutboxMail.Status.QUEUED).order_by("pk")
    letters = [open_letter(row.sealed, message_id=row.message_id) for row in rows if kind in ("", row.kind)]
    return [parse(letter.content) for letter in letters if to in ("", letter.to)]


def parse(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")


def links_in(mail: EmailMessage) -> list[str]:
    """Without the address of the portal's first page, which stands under every mail."""
    return LINK.findall(text_of(mail).partition("\n-- \n")[0])


def password_in(mail: EmailMessage) -> str:
    """The one-time password as it is shown."""
    return ONE_TIME_PASSWORD.search(text_of(mail))[1]
