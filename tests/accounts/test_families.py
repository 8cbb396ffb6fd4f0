"""Before a school is open to parents, none of its families is answered (PRODUCT: a school in preparation)."""

import pytest
from django.utils import timezone

from accounts.families import children_open_to, contacts_to_write_to
from roster.models import StudentContact, StudentSchool
from schools.audit import SYSTEM
from schools.models import AuditEvent, School
from schools.tenancy import use_district
from schools.usecases.open_school import AlreadyOpen, open_school
from tests import factories as make

OPEN, PREPARATION = School.Status.OPEN, School.Status.PREPARATION


@pytest.fixture
def alder(cast):
    """Pat has Ada in the north, which is open, and Ada of the south, which is not."""
    with use_district(cast.alder.district.pk):
        School.objects.filter(pk=cast.alder.north.pk).update(status=OPEN)
        School.objects.filter(pk=cast.alder.south.pk).update(status=PREPARATION)
        yield cast.alder


@pytest.fixture
def pat(alder):
    contact = alder.accounts["parent"].contact
    StudentContact.objects.create(student=alder.students["ada_south"], contact=contact)
    return contact


def names(contact) -> list[int]:
    return [student.pk for student in children_open_to(contact.pk)]


def test_only_the_child_whose_school_is_open(alder, pat):
    assert names(pat) == [alder.students["ada"].pk]
    open_school(school=alder.south, actor=SYSTEM, now=timezone.now())
    assert set(names(pat)) == {alder.students["ada"].pk, alder.students["ada_south"].pk}


@pytest.mark.parametrize("change", [{"restricted": True}, {"ended_on": "2026-09-01"}], ids=str)
def test_a_restricted_or_ended_connection_is_none(alder, pat, change):
    StudentContact.objects.filter(contact=pat).update(**change)
    assert names(pat) == []
    assert contacts_to_write_to([pat.pk]) == set()


def test_who_belongs_to_two_schools_counts_with_one_of_them_open(alder):
    contact = make.make_contact(alder.students["ada_south"], "Kim")
    assert names(contact) == []
    StudentSchool.objects.create(student=alder.students["ada_south"], school=alder.north)
    assert names(contact) == [alder.students["ada_south"].pk]


def test_whom_to_write_to_is_one_statement(alder, pat, django_assert_num_queries):
    other = make.make_contact(alder.students["ada_south"], "Kim")
    with django_assert_num_queries(1):
        assert contacts_to_write_to([pat.pk, other.pk]) == {pat.pk}


def test_opening_is_written_down_once(alder):
    open_school(school=alder.south, actor=SYSTEM, now=timezone.now(), families=3)
    with pytest.raises(AlreadyOpen):
        open_school(school=alder.south, actor=SYSTEM, now=timezone.now(), families=3)
    event = AuditEvent.objects.get(verb="school_opened")
    assert (event.object_id, event.school_id, event.count) == (alder.south.pk, alder.south.pk, 3)
