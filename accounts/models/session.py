from django.db import models

from accounts.models.account import Account
from schools.models import DistrictOwned


class PortalSession(DistrictOwned):
    """A browser's session. Only the SHA-256 of the cookie is kept: a dump of this table signs nobody in.

    `epoch` is the account's session epoch at sign-in; when the account's has moved on, the session is over.
    `choosing` holds the live page of a one-time password: such a session can only choose a password.
    """

    digest = models.CharField(max_length=64)
    account = models.ForeignKey(
        Account, models.CASCADE, null=True, db_constraint=False, related_name="sessions"
    )
    epoch = models.PositiveIntegerField(default=0)
    choosing = models.UUIDField(null=True)
    data = models.TextField(blank=True)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "digest"], name="session_digest_once")]
        indexes = [
            models.Index(fields=["district", "account"], name="sessions_of_account"),
            models.Index(fields=["expires_at"], name="sessions_by_expiry"),
        ]

    def __str__(self) -> str:
        return f"session of account {self.account_id}"
