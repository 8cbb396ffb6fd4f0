from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from accounts.models.public_request import PublicRequest
from roster.models import Student
from schools.models import DistrictOwned


class MailedLink(DistrictOwned):
    """A secret in a mail that is good for one thing once: as a link with a token, or as a code to type.

    The token is kept as its SHA-256, the code as a keyed digest. `epoch` is the account's session epoch
    when it was made: whatever ends the sessions ends the link as well (SECURITY 24).
    """

    class Purpose(models.TextChoices):
        VERIFY = "verify", _("Verify the e-mail address")
        RESET = "reset", _("Choose a new password")
        CHANGE_EMAIL = "change_email", _("Confirm a new e-mail address")
        UNDO_EMAIL = "undo_email", _("Take back a change of the e-mail address")
        ADD_CHILD = "add_child", _("Add a child to an account")

    account = models.ForeignKey(Account, models.CASCADE, db_constraint=False, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    token_digest = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    # The code opens only in the browser that asked, which knows its request.
    request = models.ForeignKey(
        PublicRequest, models.CASCADE, null=True, blank=True, db_constraint=False, related_name="+"
    )
    # The new one, the one to go back to, or the one that may agree to a child.
    address = models.CharField(max_length=254, blank=True)
    student = models.ForeignKey(
        Student, models.CASCADE, null=True, blank=True, db_constraint=False, related_name="+"
    )  # the child to be added
    epoch = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "token_digest"], name="mailed_link_token_once"),
        ]
        indexes = [
            models.Index(
                fields=["district", "account", "purpose"],
                condition=Q(ended_at=None),
                name="live_links",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of account {self.account_id}"
