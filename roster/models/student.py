from datetime import date

from django.db import models
from django.db.models import Q

from roster.models.school_class import Enrolment, SchoolClass
from schools.models import DistrictManager, DistrictOwned, DistrictQuerySet, School
from schools.scope import Reach
from schools.text import NameOrder
from schools.walls import of_district


class StudentQuerySet(DistrictQuerySet):
    def visible_to(self, scope, capability):
        """Pupils of the reached schools, of classes reached or held there (today), and single ones."""
        reach = scope.reach(capability)
        if reach.everything:
            return self
        return self.filter(_in_places(reach, ended_on=None) | Q(pk__in=reach.student_ids))

    def gone_on(self, day, scope, capability):
        """Pupils whose time in a school or class that `capability` reaches ended on `day`."""
        return self.filter(_in_places(scope.reach(capability), ended_on=day))

    def enrolled_in(self, school_class_id):
        current = Enrolment.objects.filter(school_class=school_class_id).current()
        return self.filter(pk__in=current.values("student_id"))

    def in_name_order(self):
        return self.order_by("sort_name", "pk")


def _in_places(reach: Reach, *, ended_on: date | None) -> Q:
    """One set of ids: of two, joined by OR, the planner takes half the district for reached."""
    in_schools = StudentSchool.objects.filter(school__in=reach.school_ids, ended_on=ended_on)
    held_there = SchoolClass.objects.filter(school__in=reach.school_ids)
    in_classes = Enrolment.objects.filter(
        Q(school_class__in=reach.class_ids) | Q(school_class__in=held_there.values("pk")), ended_on=ended_on
    )
    return Q(pk__in=in_schools.values("student_id").union(in_classes.values("student_id")))


class Student(DistrictOwned):
    """A pupil as the register records them. `number` is the student ID that parents know."""

    sourced_id = models.CharField(max_length=255)
    number = models.CharField(max_length=255)
    given_name = models.CharField(max_length=255)
    family_name = models.CharField(max_length=255, blank=True)
    preferred_given_name = models.CharField(max_length=255, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, blank=True)
    # Folded names and number (schools.text.fold), for the search box (A8).
    search_text = models.CharField(max_length=1100, blank=True)
    sort_name = models.GeneratedField(
        expression=NameOrder("family_name", "given_name"), output_field=models.TextField(), db_persist=True
    )
    missing_since = models.DateField(null=True, blank=True)  # no longer in the roster, no end date given
    left_on = models.DateField(null=True, blank=True)

    objects = DistrictManager.of(StudentQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "sourced_id"], name="student_sourced_id_once"),
            models.UniqueConstraint(fields=["district", "number"], name="student_number_once"),
            of_district("student"),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class StudentSchool(DistrictOwned):
    """A pupil belongs to a school, with or without a class there; some belong to two."""

    student = models.ForeignKey(Student, models.CASCADE, db_constraint=False, related_name="at_schools")
    school = models.ForeignKey(School, models.CASCADE, db_constraint=False)
    is_primary = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "student", "school"], name="student_once_per_school")
        ]
        indexes = [models.Index(fields=["district", "school", "student"], name="students_of_school")]

    def __str__(self) -> str:
        return f"{self.student_id}@{self.school_id}"
