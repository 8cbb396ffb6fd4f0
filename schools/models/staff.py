from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from schools.capabilities import Capability, Role, held_by
from schools.models.base import DistrictManager, DistrictOwned, DistrictQuerySet
from schools.models.school import School
from schools.text import NameOrder
from schools.walls import of_district


class StaffMemberQuerySet(DistrictQuerySet):
    def visible_to(self, scope, capability):
        """Staff with an assignment in a school that `capability` reaches."""
        reach = scope.reach(capability)
        if reach.everything:
            return self
        here = StaffAssignment.objects.filter(school__in=reach.school_ids).current()
        return self.filter(pk__in=here.values("staff_id"))

    def working_on(self, day):
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day))


class StaffMember(DistrictOwned):
    """Somebody who works for the district, with or without a portal account."""

    sourced_id = models.CharField(max_length=255)
    given_name = models.CharField(max_length=255)
    family_name = models.CharField(max_length=255, blank=True)
    email = models.EmailField(blank=True)
    from_roster = models.BooleanField(default=False)  # an import may end only whom a roster has named
    sort_name = models.GeneratedField(
        expression=NameOrder("family_name", "given_name"), output_field=models.TextField(), db_persist=True
    )
    ended_on = models.DateField(null=True, blank=True)

    objects = DistrictManager.of(StaffMemberQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "sourced_id"], name="staff_sourced_id_once"),
            of_district("staff"),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class StaffAssignmentQuerySet(DistrictQuerySet):
    def current(self):
        return self.filter(ended_on=None)


class StaffAssignment(DistrictOwned):
    """A role in one school, or in the whole district where `school` is empty.

    `from_roster` says who may end it: the nightly import ends only what an import began.
    """

    staff = models.ForeignKey(StaffMember, models.CASCADE, db_constraint=False, related_name="assignments")
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, db_constraint=False)
    role = models.CharField(max_length=20, choices=Role.choices)
    extra_capabilities = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    from_roster = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)

    objects = DistrictManager.of(StaffAssignmentQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "staff", "school", "role"],
                name="assignment_once_per_school_and_role",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[Role.DISTRICT_ADMIN, Role.OPERATOR]) | Q(school=None),
                name="district_roles_have_no_school",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.role} @{self.school_id or '*'}"

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it gives. The district's option is asked for: select the district along."""
        separate = self.district.deleting_is_separate
        return held_by(self.role, self.extra_capabilities, deleting_is_separate=separate)
