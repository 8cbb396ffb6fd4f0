from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.models.base import DistrictManager, DistrictOwned, DistrictQuerySet
from schools.walls import of_district


class SchoolQuerySet(DistrictQuerySet):
    def visible_to(self, scope, capability):
        """The schools in which this person has `capability` for the whole school."""
        reach = scope.reach(capability)
        return self if reach.everything else self.filter(pk__in=reach.school_ids)


class School(DistrictOwned):
    class Status(models.TextChoices):
        PREPARATION = "preparation", _("In preparation")
        OPEN = "open", _("Open to parents")

    sourced_id = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PREPARATION)
    ended_on = models.DateField(null=True, blank=True)

    objects = DistrictManager.of(SchoolQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "sourced_id"], name="school_sourced_id_once"),
            of_district("school"),
        ]

    def __str__(self) -> str:
        return self.name
