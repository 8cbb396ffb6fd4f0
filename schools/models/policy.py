from django.core.validators import MinValueValidator
from django.db import models

from schools.models.base import DistrictOwned
from schools.models.school import School


class PasswordPolicy(DistrictOwned):
    """How long a typed password must be in one school, or in the district where `school` is empty.

    The product's own floors (`accounts.passwords`) hold beneath it: a policy can only ask for more.
    """

    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, db_constraint=False)
    account_type = models.CharField(max_length=10)
    min_length = models.PositiveSmallIntegerField(validators=[MinValueValidator(8)])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "school", "account_type"],
                name="policy_once_per_school_and_type",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(min_length__gte=8, min_length__lte=64), name="policy_length_8_to_64"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_type}: {self.min_length}"
