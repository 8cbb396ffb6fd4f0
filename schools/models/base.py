"""What every table of a district's rows has in common."""

from django.db import models

from schools.tenancy import current_district_id, default_district_id


class DistrictQuerySet(models.QuerySet):
    """Base of the querysets that know `visible_to`."""


class DistrictManager(models.Manager.from_queryset(DistrictQuerySet)):
    """Only the current district's rows; raises NoDistrict outside of one."""

    def get_queryset(self):
        return super().get_queryset().filter(district_id=current_district_id())

    @classmethod
    def of(cls, queryset_class):
        """A manager with the methods of `queryset_class`, fenced like every other."""
        return cls.from_queryset(queryset_class)()


class DistrictOwned(models.Model):
    """A row that belongs to one district: the current one unless said otherwise."""

    # No index of its own: every unique constraint begins with the district. The foreign key comes with
    # the wall (schools/walls.py), alone or within the composite ones.
    district = models.ForeignKey(
        "schools.District",
        models.PROTECT,
        default=default_district_id,
        related_name="+",
        db_index=False,
        db_constraint=False,
        editable=False,
    )

    objects = DistrictManager()

    class Meta:
        abstract = True
