"""Who becomes staff, who a contact, and how little right a roster gives."""

import pytest

from portal.demo.people import without
from portal.demo.tables import tables
from roster.models import (
    ClassTeacher,
    Contact,
    StudentContact,
)
from schools.capabilities import Role
from schools.models import StaffAssignment, StaffMember
from tests.factories import make_staff
from tests.roster.bundles import bundle, small_district, small_tables
from tests.roster.importing import NEXT_DAY, changed, put


def test_staff_who_are_missing_stop_at_once_with_every_assignment_of_the_roster(cedar):
    put(bundle())
    teacher = StaffMember.objects.get(sourced_id="teacher-002")
    found = tables(without(small_district(), "teacher-002"))
    outcome = put(bundle(found), today=NEXT_DAY)
    assert outcome.counts["staff"]["ended"] == 1
    teacher.refresh_from_db()
    assert teacher.ended_on == NEXT_DAY
    assert not StaffAssignment.objects.filter(staff=teacher).current().exists()
    assert not ClassTeacher.objects.filter(staff=teacher).current().exists()


def test_whom_an_admin_has_entered_by_hand_is_no_business_of_the_roster(cedar):
    admin = make_staff(Role.DISTRICT_ADMIN)
    StaffAssignment.objects.filter(staff=admin).update(from_roster=False)
    put(bundle())
    admin.refresh_from_db()
    assert admin.ended_on is None
    assert StaffAssignment.objects.filter(staff=admin).current().exists()


def test_a_roster_makes_teachers_and_nobody_more(cedar):
    """Principals, administrators and the rest become staff without any right."""
    put(bundle())
    assert StaffMember.objects.filter(sourced_id__startswith="principal").exists()
    assert set(StaffAssignment.objects.filter(from_roster=True).values_list("role", flat=True)) == {
        Role.TEACHER
    }
    assert not StaffAssignment.objects.filter(staff__sourced_id__startswith="principal").exists()


def test_whoever_teaches_against_the_roles_gets_the_class_and_no_right(cedar):
    at = next(
        n for n, row in enumerate(small_tables()["enrollments"], 2) if "pupil-00002" in row["sourcedId"]
    )
    outcome = put(changed(enrollments={at: {"role": "teacher"}}))
    assert "enrolled_against_role" in outcome.totals
    pupil_teacher = StaffMember.objects.get(sourced_id="pupil-00002")
    assert ClassTeacher.objects.filter(staff=pupil_teacher).exists()
    assert not StaffAssignment.objects.filter(staff=pupil_teacher).exists()


def test_a_teacher_with_a_child_here_is_staff_and_contact(cedar):
    put(bundle())
    teacher = small_district().with_role("teacher")[0]
    assert StaffMember.objects.filter(sourced_id=teacher.id).exists()
    contact = Contact.objects.get(sourced_id=teacher.id)
    assert StudentContact.objects.get(contact=contact).student.sourced_id == "pupil-00001"


@pytest.mark.parametrize("by_child", [True, False])
def test_guardians_are_found_in_either_direction(cedar, by_child):
    found = small_tables()
    for row in found["users"]:
        row["agentSourcedIds"] = ""
    naming, named = ("pupil-00002", "adult-00001a") if by_child else ("adult-00001a", "pupil-00002")
    next(row for row in found["users"] if row["sourcedId"] == naming)["agentSourcedIds"] = named
    put(bundle(found))
    link = StudentContact.objects.get()
    assert (link.student.sourced_id, link.contact.sourced_id) == ("pupil-00002", "adult-00001a")
    assert link.relationship == "parent"


def test_an_agent_who_is_no_parent_becomes_no_contact(cedar):
    """A teacher or counsellor named as agent must not be able to register as somebody's parent."""
    found = small_tables()
    for row in found["users"]:
        row["agentSourcedIds"] = "counselor-1" if row["sourcedId"] == "pupil-00002" else ""
    outcome = put(bundle(found))
    assert not StudentContact.objects.exists()
    assert not Contact.objects.filter(sourced_id="counselor-1").exists()
    assert "agent_not_contact" in outcome.totals


def test_a_connection_that_is_gone_ends(cedar):
    put(bundle())
    found = small_tables()
    for row in found["users"]:
        row["agentSourcedIds"] = ""
    put(bundle(found), today=NEXT_DAY)
    assert set(StudentContact.objects.values_list("ended_on", flat=True)) == {NEXT_DAY}
