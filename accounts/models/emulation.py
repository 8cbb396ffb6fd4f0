from django.db import models

from accounts.models.account import Account
from schools.models import DistrictManager, DistrictOwned, DistrictQuerySet


class EmulationQuerySet(DistrictQuerySet):
    def begun_in(self, *, account_id, session_digest):
        """Those that this person began in this very session."""
        return self.filter(actor_id=account_id, session_digest=session_digest)


class Emulation(DistrictOwned):
    """Staff looking at the portal as a parent or pupil sees it (C8, X11): at whose, why, until when.

    `epoch` is the owner's session epoch at the beginning: what ends the owner's sessions ends the look as
    well. The reason is free text and may name people: it stands here, never in the audit.
    """

    account = models.ForeignKey(Account, models.CASCADE, db_constraint=False, related_name="emulations")
    epoch = models.PositiveIntegerField()
    actor_id = models.BigIntegerField()  # the account that looks
    session_digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # by *Return* or signing out

    objects = DistrictManager.of(EmulationQuerySet)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="emulation_has_a_reason"),
            models.UniqueConstraint(
                fields=["district", "session_digest"],
                condition=models.Q(ended_at=None),
                name="one_look_a_session",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "account", "-started_at"], name="emulations_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} as account {self.account_id}"
