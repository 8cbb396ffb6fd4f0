from django.db import models

from roster.models import Student
from schools.models import DistrictOwned


class AccessCode(DistrictOwned):
    """A pupil code (D4's parent access code): it selects a child like the student ID, it proves nothing.

    Sealed to be printed again, with a keyed digest to be found by.
    """

    student = models.ForeignKey(Student, models.CASCADE, db_constraint=False, related_name="access_codes")
    sealed = models.BinaryField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "student"], name="pupil_code_one_per_student"),
            models.UniqueConstraint(fields=["district", "digest"], name="pupil_code_names_one_student"),
        ]

    def __str__(self) -> str:
        return f"pupil code of {self.student_id}"
