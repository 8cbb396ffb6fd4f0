from django.db import models

from schools.models import DistrictOwned


class UsernameCounter(DistrictOwned):
    """The next number for one base name. Ranges are handed out in one statement; numbers never return."""

    base = models.CharField(max_length=20)
    next = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "base"], name="counter_one_per_base")]

    def __str__(self) -> str:
        return f"{self.base}: {self.next}"


class IssuedUsername(DistrictOwned):
    """Every name ever held in the district. Never deleted: a name is not issued to another person."""

    username = models.CharField(max_length=150)
    account_id = models.BigIntegerField()  # no foreign key: the name outlives the account
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "username"], name="username_held_once")]

    def __str__(self) -> str:
        return self.username
