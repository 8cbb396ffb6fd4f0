"""Reads over people and classes that more than one page needs; the caller has checked the scope."""

from collections.abc import Collection
from datetime import date

from django.db import models
from django.db.models import Q

from roster.models import (
    ClassTeacher,
    Contact,
    Enrolment,
    SchoolClass,
    Student,
    StudentContact,
    StudentSchool,
)
from roster.models.student import StudentQuerySet
from schools.text import fold


def classes_matching(classes: models.QuerySet[SchoolClass], typed: str) -> models.QuerySet[SchoolClass]:
    """Classes whose title, code or school has every word of what was typed."""
    for word in typed.split():
        classes = classes.filter(
            Q(title__icontains=word) | Q(code__icontains=word) | Q(school__name__icontains=word)
        )
    return classes


def names_or_number(typed: str) -> Q:
    """Pupils whose names or number have every word of what was typed, however it is accented (A8)."""
    words = fold(typed).split()
    return Q(*(Q(search_text__contains=word) for word in words)) if words else Q(pk=None)


def left_on(day: date, *, school_class: SchoolClass, student_ids: Collection[int]) -> list[Student]:
    """Those of `student_ids` whose enrolment in the class ended on `day`."""
    ended = Enrolment.objects.filter(school_class=school_class, ended_on=day, student__in=student_ids)
    return list(Student.objects.filter(pk__in=ended.values("student_id")).in_name_order())


def whereabouts(students: Collection[Student]) -> None:
    """Gives each pupil `schools_now` and `enrolments_now`, in two statements for any number."""
    current = models.Q(ended_on=None)
    models.prefetch_related_objects(
        list(students),
        models.Prefetch(
            "at_schools",
            StudentSchool.objects.filter(current).select_related("school").order_by("-is_primary", "pk"),
            to_attr="schools_now",
        ),
        models.Prefetch(
            "enrolments",
            Enrolment.objects.current()
            .select_related("school_class__school")
            .order_by("school_class__sort_title", "pk"),
            to_attr="enrolments_now",
        ),
    )


def class_titles(student_ids: Collection[int]) -> dict[int, str]:
    """Student id -> the titles of the classes they are in, by commas."""
    titles: dict[int, list[str]] = {}
    current = Enrolment.objects.current().filter(student__in=student_ids).order_by("school_class__sort_title")
    for student_id, title in current.values_list("student_id", "school_class__title").distinct():
        titles.setdefault(student_id, []).append(title)
    return {student_id: ", ".join(found) for student_id, found in titles.items()}


def first_schools(student_ids: Collection[int]) -> dict[int, int]:
    """Student id -> the id of the school they belong to first; who belongs to none is absent."""
    here = StudentSchool.objects.filter(student__in=student_ids, ended_on=None).order_by("is_primary", "-pk")
    return dict(here.values_list("student_id", "school_id"))  # the last of each stands


def taught_by(classes: models.QuerySet[SchoolClass], staff_id: int | None) -> models.QuerySet[SchoolClass]:
    """Of `classes` those that this person teaches today."""
    teaching = ClassTeacher.objects.current().filter(staff=staff_id)
    return classes.filter(pk__in=teaching.values("school_class_id")).order_by("sort_title", "pk")


def of_contact(students: StudentQuerySet, contact_id: int) -> StudentQuerySet:
    """Those of `students` on whose record the contact is today, restricted or not; in name order."""
    connected = StudentContact.objects.filter(contact=contact_id, ended_on=None)
    return students.filter(pk__in=connected.values("student_id")).in_name_order()


def sharing_mailbox(address: str, *, but: int) -> int:
    """How many other contacts of the district have this address."""
    return Contact.objects.filter(address=address).exclude(pk=but).count()
