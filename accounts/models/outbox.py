from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from roster.models import Contact
from schools.models import DistrictOwned


class OutboxMail(DistrictOwned):
    """A mail that was accepted with the transaction that wanted it (see `accounts/mail/`).

    The whole message, addressee and all, is sealed; sent, refused or dead, it is wiped. What stays says
    which mail it was, about whom, and what became of it.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Refused by the mail server")  # for good: an answer of 5xx
        DEAD = "dead", _("Given up")

    kind = models.CharField(max_length=30)  # a name of accounts/mail/messages.py
    account = models.ForeignKey(
        Account, models.CASCADE, null=True, blank=True, db_constraint=False, related_name="+"
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, db_constraint=False, related_name="+"
    )
    address_digest = models.CharField(max_length=64)  # keyed: counts mails per address, tells none
    message_id = models.CharField(max_length=120)  # the same in every copy, should a second one go out
    sealed = models.BinaryField(null=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.QUEUED)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)  # sent, refused or given up
    answer = models.CharField(max_length=40, blank=True)  # the mail server's code, never its words

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="queued", sealed__isnull=False) | (~Q(status="queued") & Q(sealed=None)),
                name="mail_is_sealed_while_queued_and_wiped_after",
            ),
            models.UniqueConstraint(fields=["district", "message_id"], name="mail_message_id_once"),
        ]
        indexes = [
            models.Index(fields=["district", "due_at"], condition=Q(status="queued"), name="mails_due"),
            models.Index(fields=["district", "address_digest", "due_at"], name="mails_of_address"),
            models.Index(fields=["district", "account", "-created_at"], name="mails_of_account"),
            models.Index(fields=["district", "contact", "-created_at"], name="mails_of_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.status}"
