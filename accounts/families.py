"""Whom the portal answers at all: parents with a child in a school that is open to parents.

Before a school is open no mail to its parents leaves, and nobody registers for a child there. A pupil who
belongs to two schools counts as soon as one of them is open.
"""

from collections.abc import Collection

from roster.models import Student, StudentContact, StudentSchool
from roster.models.student import StudentQuerySet
from schools.models import School


def in_open_schools(students: StudentQuerySet) -> StudentQuerySet:
    """Of `students` those who belong today to a school that is open to parents."""
    open_schools = School.objects.filter(status=School.Status.OPEN, ended_on=None)
    here = StudentSchool.objects.filter(school__in=open_schools, ended_on=None)
    return students.filter(pk__in=here.values("student_id"))


def children_open_to(contact_id: int) -> StudentQuerySet:
    """For whom this contact may register: children connected today, not restricted, of an open school."""
    connected = StudentContact.objects.filter(contact=contact_id, restricted=False, ended_on=None)
    children = in_open_schools(Student.objects.filter(pk__in=connected.values("student_id")))
    return children.in_name_order()


def contacts_to_write_to(contact_ids: Collection[int]) -> set[int]:
    """Those of these contacts who have such a child: one statement for any number."""
    connected = StudentContact.objects.filter(contact__in=contact_ids, restricted=False, ended_on=None)
    here = connected.filter(student__in=in_open_schools(Student.objects.all()))
    return set(here.values_list("contact_id", flat=True))
