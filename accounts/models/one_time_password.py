from django.db import models
from django.db.models import Q

from accounts.models.account import Account
from schools.models import DistrictOwned


class OneTimePassword(DistrictOwned):
    """The one-time password an account has, or last had: sealed while it lives, empty afterwards.

    One row an account: a newer one overwrites the older and so ends it. Checked by opening and
    comparing; no hash of it exists. The first right entry opens the choose page for twenty minutes;
    `live_page` names the one page that may still save. See `accounts/one_time_page.py` for the rules.
    """

    account = models.ForeignKey(Account, models.CASCADE, db_constraint=False, related_name="+")
    sealed = models.BinaryField(null=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    entry_limit = models.PositiveSmallIntegerField(default=5)
    entries = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)  # first right entry
    live_page = models.UUIDField(null=True)
    first_browser = models.CharField(max_length=64, blank=True)  # digest, to notice a second browser
    second_browser_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "account"], name="one_time_password_one_per_account"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(sealed=None), name="ended_one_time_password_is_wiped"
            ),
            models.CheckConstraint(
                condition=Q(entries__lte=models.F("entry_limit")),
                name="one_time_password_entries_within_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"one-time password of account {self.account_id}"
