from django.db import models
from django.db.models import Q

from schools.models import DistrictManager, DistrictOwned, DistrictQuerySet, School, StaffMember
from schools.text import TitleOrder
from schools.walls import of_district


class AcademicSession(DistrictOwned):
    """A school year, semester or term (OneRoster academicSession); `ends_on` is the first day after it."""

    sourced_id = models.CharField(max_length=255)
    title = models.CharField(max_length=255)
    type = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    school_year = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "sourced_id"], name="session_sourced_id_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Course(DistrictOwned):
    sourced_id = models.CharField(max_length=255)
    title = models.CharField(max_length=255)
    code = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "sourced_id"], name="course_sourced_id_once"),
            of_district("course"),
        ]

    def __str__(self) -> str:
        return self.title


class SchoolClassQuerySet(DistrictQuerySet):
    def visible_to(self, scope, capability):
        reach = scope.reach(capability)
        if reach.everything:
            return self
        return self.filter(Q(school__in=reach.school_ids) | Q(pk__in=reach.class_ids))

    def current(self):
        return self.filter(ended_on=None)


class SchoolClass(DistrictOwned):
    """A class or group that meets (OneRoster class)."""

    sourced_id = models.CharField(max_length=255)
    school = models.ForeignKey(School, models.CASCADE, db_constraint=False)
    course = models.ForeignKey(Course, models.SET_NULL, null=True, blank=True, db_constraint=False)
    title = models.CharField(max_length=255)
    sort_title = models.GeneratedField(
        expression=TitleOrder("title"), output_field=models.TextField(), db_persist=True
    )
    code = models.CharField(max_length=255, blank=True)
    class_type = models.CharField(max_length=40, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)  # the last term's end
    ended_on = models.DateField(null=True, blank=True)  # gone from the roster

    objects = DistrictManager.of(SchoolClassQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "sourced_id"], name="class_sourced_id_once"),
            of_district("class"),
        ]
        indexes = [models.Index(fields=["district", "school", "title"], name="classes_of_school")]

    def __str__(self) -> str:
        return self.title


class MembershipQuerySet(DistrictQuerySet):
    def current(self):
        """Memberships that hold: an import or the register ends them by setting `ended_on`."""
        return self.filter(ended_on=None)


class ClassTeacher(DistrictOwned):
    sourced_id = models.CharField(max_length=255)
    school_class = models.ForeignKey(
        SchoolClass, models.CASCADE, db_constraint=False, related_name="teachers"
    )
    staff = models.ForeignKey(StaffMember, models.CASCADE, db_constraint=False, related_name="classes")
    is_primary = models.BooleanField(default=False)
    starts_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = DistrictManager.of(MembershipQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "sourced_id"], name="class_teacher_sourced_id_once")
        ]
        indexes = [
            models.Index(fields=["district", "staff"], name="classes_of_teacher"),
            models.Index(fields=["district", "school_class"], name="teachers_of_class"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id}@{self.school_class_id}"


class Enrolment(DistrictOwned):
    sourced_id = models.CharField(max_length=255)
    student = models.ForeignKey(
        "roster.Student", models.CASCADE, db_constraint=False, related_name="enrolments"
    )
    school_class = models.ForeignKey(
        SchoolClass, models.CASCADE, db_constraint=False, related_name="enrolments"
    )
    starts_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = DistrictManager.of(MembershipQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "sourced_id"], name="enrolment_sourced_id_once")
        ]
        indexes = [
            models.Index(fields=["district", "school_class", "student"], name="pupils_of_class"),
            models.Index(fields=["district", "student"], name="classes_of_pupil"),
        ]

    def __str__(self) -> str:
        return f"{self.student_id}@{self.school_class_id}"
