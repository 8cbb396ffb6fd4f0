from dataclasses import dataclass

from accounts.models import Account, PublicRequest
from roster.models import Contact


@dataclass(frozen=True)
class Answer:
    """What became of a request, and whom it was about as far as that is known."""

    outcome: PublicRequest.Outcome
    account: Account | None = None
    contact: Contact | None = None
