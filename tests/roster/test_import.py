"""What a full export does to a district: who comes, who changes, who goes, who is left alone."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.demo.people import without
from portal.demo.tables import tables
from roster.imports import run
from roster.models import (
    ClassTeacher,
    Contact,
    Course,
    Enrolment,
    SchoolClass,
    Student,
    StudentSchool,
)
from schools.models import School, StaffAssignment, StaffMember
from schools.tenancy import use_district
from tests.roster.bundles import bundle, opener, small_district, small_tables
from tests.roster.importing import NEXT_DAY, TODAY, at, changed, put, written


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_every_row_of_the_files_arrives(cedar, version):
    put(bundle(version=version))
    district = small_district()
    rows = tables(district, version)
    assert School.objects.count() == len(rows["orgs"]) - 1  # the district itself is no school
    assert SchoolClass.objects.count() == len(rows["classes"])
    assert Course.objects.count() == len(rows["courses"])
    assert Student.objects.count() == len(district.with_role("student"))
    assert Enrolment.objects.count() + ClassTeacher.objects.count() == len(rows["enrollments"])
    parents = [
        p for p in district.with_role("parent", "guardian") if version == "1.2" or p.roles[0] != "teacher"
    ]
    assert Contact.objects.count() == len(parents)
    pupil = district.with_role("student")[1]
    found = Student.objects.get(sourced_id=pupil.id)
    assert (found.given_name, found.family_name, found.number) == (
        pupil.given_name,
        pupil.family_name,
        pupil.number,
    )
    assert StudentSchool.objects.get(student=found).is_primary


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_the_same_bundle_again_writes_nothing(cedar, version):
    put(bundle(version=version))
    assert written(put(bundle(version=version), today=NEXT_DAY)) == 0


def test_rows_in_another_order_write_nothing(cedar):
    put(bundle())
    found = {name: rows[::-1] for name, rows in small_tables().items()}
    assert written(put(bundle(found), today=NEXT_DAY)) == 0


def test_the_preview_is_what_is_written(cedar):
    checked = run.check(opener(bundle()), today=TODAY)
    assert not Student.objects.exists()
    assert put(bundle()).counts == checked.counts


def test_a_changed_name_is_changed_and_found_under_it(cedar):
    put(bundle())
    at = next(n for n, row in enumerate(small_tables()["users"], 2) if row["sourcedId"] == "pupil-00002")
    outcome = put(changed(users={at: {"familyName": "Žáková"}}))
    assert outcome.counts["students"]["changed"] == 1
    assert Student.objects.get(search_text__contains="zakova").sourced_id == "pupil-00002"


def test_two_pupils_may_swap_numbers(cedar):
    put(bundle())
    one, other = (Student.objects.get(sourced_id=f"pupil-0000{n}") for n in (2, 3))
    rows = small_tables()["users"]
    at = {row["sourcedId"]: n for n, row in enumerate(rows, 2)}
    put(
        changed(
            users={
                at["pupil-00002"]: {"identifier": other.number},
                at["pupil-00003"]: {"identifier": one.number},
            }
        )
    )
    assert Student.objects.get(number=one.number).sourced_id == "pupil-00003"
    assert Student.objects.get(number=other.number).sourced_id == "pupil-00002"


def test_a_first_import_knows_after_a_slice_that_the_table_is_not_empty(cedar, monkeypatch):
    """Else every wanted number was compared with every pupil written before: minutes for a large district."""
    monkeypatch.setattr("roster.imports.apply.SLICE", 5)
    with CaptureQueriesContext(connection) as sent:
        put(bundle())
    of_pupils = [
        one["sql"]
        for one in sent
        if "INTO roster_student (" in one["sql"] or '"roster_student"\'' in one["sql"]
    ]
    assert ["gather" in sql for sql in of_pupils] == [False, True, False, False], of_pupils


@pytest.mark.parametrize(
    ("identifier", "user_ids", "number"),
    [
        ("77", "{studentId:88}", "77"),
        ("", "{Fed:1},{studentId:88}", "88"),
        ("", "{Fed:1}", "pupil-00002"),
        ("", "", "pupil-00002"),
    ],
)
def test_the_number_is_the_identifier_else_the_student_id_else_the_sourced_id(
    cedar, identifier, user_ids, number
):
    at = next(n for n, row in enumerate(small_tables()["users"], 2) if row["sourcedId"] == "pupil-00002")
    put(changed(users={at: {"identifier": identifier, "userIds": user_ids}}))
    assert Student.objects.get(sourced_id="pupil-00002").number == number


def test_a_number_that_another_pupil_has_here_is_refused(cedar):
    put(bundle())
    gone = without(small_district(), "pupil-00002")
    number = Student.objects.get(sourced_id="pupil-00002").number
    found = tables(gone)
    next(row for row in found["users"] if row["sourcedId"] == "pupil-00003")["identifier"] = number
    outcome = run.apply(opener(bundle(found)), today=NEXT_DAY, now=at(NEXT_DAY))
    assert [f.code for f in outcome.findings if f.severity == "error"] == ["number_taken"]


def test_a_pupil_who_is_missing_is_marked_and_keeps_the_school_but_no_class(cedar):
    put(bundle())
    put(bundle(tables(without(small_district(), "pupil-00002"))), today=NEXT_DAY)
    pupil = Student.objects.get(sourced_id="pupil-00002")
    assert (pupil.missing_since, pupil.left_on) == (NEXT_DAY, None)
    assert StudentSchool.objects.get(student=pupil).ended_on is None
    assert not Enrolment.objects.filter(student=pupil).current().exists()
    back = put(bundle(), today=dt.date(2026, 9, 3))
    assert back.counts["students"]["changed"] == 1
    pupil.refresh_from_db()
    assert pupil.missing_since is None
    assert Enrolment.objects.filter(student=pupil).current().exists()


def test_an_enrolment_that_is_over_is_over(cedar):
    at = next(
        n for n, row in enumerate(small_tables()["enrollments"], 2) if "pupil-00002" in row["sourcedId"]
    )
    put(changed(enrollments={at: {"endDate": "2026-08-31"}}))
    over = Enrolment.objects.get(student__sourced_id="pupil-00002", school_class__class_type="homeroom")
    assert over.ended_on == dt.date(2026, 8, 31)
    assert Enrolment.objects.current().exists()


def test_a_role_that_is_over_gives_no_assignment(cedar):
    at = next(n for n, row in enumerate(small_tables()["roles"], 2) if row["userSourcedId"] == "teacher-002")
    put(changed(roles={at: {"endDate": "2026-08-31"}}))
    assert not StaffAssignment.objects.filter(staff__sourced_id="teacher-002").current().exists()


def test_staff_that_the_register_has_disabled_cannot_work_on(cedar):
    put(bundle())
    at = next(n for n, row in enumerate(small_tables()["users"], 2) if row["sourcedId"] == "teacher-002")
    data = changed(users={at: {"enabledUser": "false"}})
    put(data, today=NEXT_DAY)
    teacher = StaffMember.objects.get(sourced_id="teacher-002")
    assert teacher.ended_on == NEXT_DAY
    assert not StaffAssignment.objects.filter(staff=teacher).current().exists()
    assert written(put(data, today=dt.date(2026, 9, 3))) == 0


def test_what_a_full_export_does_not_contain_is_left_alone(cedar):
    """A bundle without enrollments.csv says nothing about classes; nobody leaves one."""
    put(bundle())
    found = small_tables()
    del found["enrollments"]
    put(bundle(found), today=NEXT_DAY)
    assert Enrolment.objects.filter(ended_on=None).count() == Enrolment.objects.count()


def test_a_manifest_alone_changes_nothing(cedar):
    put(bundle())
    outcome = put(bundle({}), today=NEXT_DAY)
    assert written(outcome) == 0
    assert "no_changes" in outcome.totals


def test_a_school_that_vanishes_is_announced(cedar):
    put(bundle())
    found = small_tables()
    keep = {row["sourcedId"] for row in found["classes"] if row["schoolSourcedId"] == "school-1"}
    found["orgs"] = [row for row in found["orgs"] if row["sourcedId"] != "school-2"]
    found["classes"] = [row for row in found["classes"] if row["sourcedId"] in keep]
    found["courses"] = [row for row in found["courses"] if row["orgSourcedId"] == "school-1"]
    found["enrollments"] = [row for row in found["enrollments"] if row["classSourcedId"] in keep]
    found["roles"] = [row for row in found["roles"] if row["orgSourcedId"] == "school-1"]
    here = {row["userSourcedId"] for row in found["roles"]}
    found["users"] = [
        row | {"agentSourcedIds": ",".join(a for a in row["agentSourcedIds"].split(",") if a in here), "primaryOrgSourcedId": ""}
        for row in found["users"] if row["sourcedId"] in here
    ]  # fmt: skip
    outcome = run.check(opener(bundle(found)), today=NEXT_DAY)
    told = {f.code: f.params for f in outcome.findings if f.severity == "warning"}
    assert told["school_missing"]["value"] == School.objects.get(sourced_id="school-2").name
    assert {"pupils_missing", "staff_missing"} <= set(told)


def test_another_district_is_never_touched(cedar, cast):
    with use_district(cast.birch.district.pk):
        before = list(Student.objects.order_by("pk").values())
    put(bundle())
    with use_district(cast.birch.district.pk):
        assert list(Student.objects.order_by("pk").values()) == before
        assert written(run.check(opener(bundle()), today=TODAY)) > 0


def test_what_follows_a_slice_hears_of_each_row_once_and_can_take_it_back(cedar, monkeypatch):
    monkeypatch.setattr("roster.imports.apply.SLICE", 5)
    slices = []
    run.apply(opener(bundle()), today=TODAY, now=at(TODAY), after_slice=slices.append)
    pupils = [id_ for part in slices if part.kind == "students" for id_ in part.new]
    assert sorted(pupils) == sorted(Student.objects.values_list("pk", flat=True))
    assert max(len(part) for part in slices) == 5
    gone = bundle(tables(without(small_district(), "pupil-00002")))

    def refuse(part):
        raise RuntimeError("an account could not be ended")

    with pytest.raises(RuntimeError):
        run.apply(opener(gone), today=NEXT_DAY, now=at(NEXT_DAY), after_slice=refuse)
    assert not Student.objects.exclude(missing_since=None).exists()
