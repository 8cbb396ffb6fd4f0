from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from accounts.mail import outbox


class OutboxBackend(BaseEmailBackend):
    """Django's EMAIL_BACKEND: what Django or a library mails is queued like every other mail of ours."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            outbox.post(message, kind="other", now=timezone.now())
        return len(email_messages)
