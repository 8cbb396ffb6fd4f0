from django.contrib.postgres.fields import ArrayField
from django.db import models

from roster.models import SchoolClass
from schools.models import DistrictManager, DistrictOwned, DistrictQuerySet
from schools.walls import of_district


class LoginListQuerySet(DistrictQuerySet):
    def open_to(self, *, account_id, session_digest, now):
        """Lists that this person made in this very session and whose ten minutes are not over."""
        return self.filter(made_by_id=account_id, session_digest=session_digest, expires_at__gt=now)


class LoginList(DistrictOwned):
    """A result page with usernames and one-time passwords: which accounts, for whom, until when.

    Holds ids only; the passwords are opened from their sealed copies each time the list is looked at.
    """

    class Kind(models.TextChoices):
        CREATED = "created"
        RESET = "reset"
        SHOWN = "shown"

    serial = models.CharField(max_length=12)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    school_class = models.ForeignKey(SchoolClass, models.CASCADE, null=True, blank=True, db_constraint=False)
    account_ids = ArrayField(models.BigIntegerField())
    made_by_id = models.BigIntegerField()
    session_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = DistrictManager.of(LoginListQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "serial"], name="login_list_serial_once"),
            of_district("login_list"),
        ]

    def __str__(self) -> str:
        return self.serial
