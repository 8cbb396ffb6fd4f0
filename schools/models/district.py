from django.db import models
from django.utils.translation import gettext_lazy as _


class District(models.Model):
    """The tenant. Its row is readable by every connection (the finder lists names); its data are not."""

    class Kind(models.TextChoices):
        SCHOOLS = "schools", _("School district")
        OPERATORS = "operators", _("Operators")

    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SCHOOLS)
    time_zone = models.CharField(max_length=40, default="UTC")
    language = models.CharField(max_length=8, default="en")
    users_change_password = models.BooleanField(default=True)  # C1
    users_change_email = models.BooleanField(default=True)  # C1
    deleting_is_separate = models.BooleanField(default=False)  # C12
    # Every student number has so many digits; 0: they differ. Kept by the import (roster.number_shape).
    student_number_digits = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug"], name="district_slug_once")]

    def __str__(self) -> str:
        return self.name


class DistrictHost(models.Model):
    """A web address of a district, lower case and without port."""

    district = models.ForeignKey(District, models.CASCADE, related_name="hosts")
    host = models.CharField(max_length=253)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host"], name="host_of_one_district")]

    def __str__(self) -> str:
        return self.host
