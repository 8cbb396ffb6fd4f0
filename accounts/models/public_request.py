from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from roster.models import Contact
from schools.models import DistrictOwned
from schools.walls import of_district


class PublicRequest(DistrictOwned):
    """What somebody who is not signed in asked for: to register, for a forgotten password, for another mail.

    The page only writes it down, with what was typed sealed, and shows the help number: so its answer is
    the same, and equally slow, whoever asks. A worker finds out what it means and mails what there is to
    mail. The office knows it by its help number for fourteen days (X16).
    """

    class Kind(models.TextChoices):
        FACTS = "facts", _("Register by pupil number and name")
        EMAIL = "email", _("Register by e-mail address")
        FORGOT = "forgot", _("Forgotten password")
        RESEND = "resend", _("Verification mail again")
        CHILD = "child", _("Add a child")  # by somebody who is signed in

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Not looked at yet")
        MAILED = "mailed", _("Mailed")
        NO_MATCH = "no_match", _("No record matches")
        NEAR = "near", _("A record is close, but does not match")
        AMBIGUOUS = "ambiguous", _("More than one record matches")
        NO_ADDRESS = "no_address", _("The record has no e-mail address")
        STALE_ADDRESS = "stale_address", _("The address on record is new, or mails to it come back")
        RESTRICTED = "restricted", _("The contact may not have access")
        UNLINKED = "unlinked", _("The school took the child off this account")
        CLOSED = "closed", _("The school is not open to parents yet")
        NOT_ALLOWED = "not_allowed", _("The account is switched off or has expired")

    number = models.CharField(max_length=8)  # the help number, without its hyphen
    kind = models.CharField(max_length=8, choices=Kind.choices)
    sealed = models.BinaryField(null=True)  # what was typed; wiped after fourteen days
    browser_digest = models.CharField(max_length=64)
    subject_digest = models.CharField(max_length=64)  # of what was asked about: tries on it are counted
    ip = models.GenericIPAddressField(null=True, blank=True)
    language = models.CharField(max_length=8, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()  # a limit delays, it never drops
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=14, choices=Outcome.choices, default=Outcome.WAITING)
    account = models.ForeignKey(
        Account, models.CASCADE, null=True, blank=True, db_constraint=False, related_name="+"
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, db_constraint=False, related_name="+"
    )
    decided_by_id = models.BigIntegerField(null=True, blank=True)  # the account that said "It is her"
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "number"], name="help_number_once"),
            models.CheckConstraint(
                condition=Q(outcome="waiting") | Q(answered_at__isnull=False),
                name="request_with_outcome_is_answered",
            ),
            of_district("publicrequest"),
        ]
        indexes = [
            models.Index(fields=["district", "due_at"], condition=Q(answered_at=None), name="requests_due"),
            models.Index(fields=["district", "created_at"], name="requests_of_district"),
            models.Index(fields=["district", "browser_digest", "created_at"], name="requests_of_browser"),
            models.Index(fields=["district", "subject_digest", "created_at"], name="requests_on_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}: {self.outcome}"
