from django.db import models
from django.db.models import F, Q

from schools.models import DistrictOwned


class Attempt(DistrictOwned):
    """Sign-in attempts on one key: an account, or the keyed digest of a name nobody has.

    `taken` places hold attempts in flight and finished failures; `failed` only the latter.
    The rule stands in `accounts/lockout.py`.
    """

    key = models.CharField(max_length=80)
    taken = models.PositiveSmallIntegerField(default=0)
    failed = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "key"], name="attempts_one_row_per_key"),
            models.CheckConstraint(condition=Q(failed__lte=F("taken")), name="failures_hold_their_places"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.failed} failed"
