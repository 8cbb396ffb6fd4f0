from dataclasses import dataclass, field

from accounts.mail.outbox import post_all
from accounts.mail.rendering import Letterhead, letterhead
from accounts.models import OutboxMail


@dataclass
class Batch:
    """The mails of one act to many: `messages` put them in, `post` queues all of them by one statement."""

    head: Letterhead = field(default_factory=letterhead)
    mails: list[OutboxMail] = field(default_factory=list)

    def post(self) -> None:
        post_all(self.mails)
