"""What an import does to a district: who comes, who changes, who goes, and who is left alone."""

import datetime as dt

import pytest

from portal.demo.bundle import write_contacts
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
    StudentContact,
    StudentSchool,
)
from schools.capabilities import Role
from schools.models import District, School, StaffAssignment, StaffMember
from schools.tenancy import use_district
from tests.factories import make_staff
from tests.roster.bundles import bundle, opener, small_district, small_tables

TODAY = dt.date(2026, 9, 1)
NEXT_DAY = dt.date(2026, 9, 2)


@pytest.fixture
def alder(db):
    """An empty district to import into."""
    with use_district(District.objects.get(slug="alder").pk):
        yield


def put(data: bytes, today: dt.date = TODAY, name: str = "roster.zip") -> run.Outcome:
    outcome = run.apply(opener(data, name), today=today)
    assert outcome.errors == 0, [(f.code, f.file, f.row) for f in outcome.findings]
    return outcome


def written(outcome: run.Outcome) -> int:
    return sum(c["new"] + c["changed"] + c["ended"] for c in outcome.counts.values())


def changed(version: str = "1.2", **changes: dict[int, dict[str, str]]) -> bytes:
    """The small bundle, given cells changed: users={3: {"familyName": "Weber"}} (2 is the first row)."""
    found = small_tables(version)
    for file, rows in changes.items():
        for row, cells in rows.items():
            found[file][row - 2].update(cells)
    return bundle(found, version=version)


def dropped(file: str, **cells: str) -> bytes:
    """The small bundle without the rows that have these cells."""
    found = small_tables()
    found[file] = [row for row in found[file] if not cells.items() <= row.items()]
    return bundle(found)


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_every_row_of_the_files_arrives(alder, version):
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
def test_the_same_bundle_again_writes_nothing(alder, version):
    put(bundle(version=version))
    assert written(put(bundle(version=version), today=NEXT_DAY)) == 0


def test_rows_in_another_order_write_nothing(alder):
    put(bundle())
    found = {name: rows[::-1] for name, rows in small_tables().items()}
    assert written(put(bundle(found), today=NEXT_DAY)) == 0


def test_the_preview_is_what_is_written(alder):
    checked = run.check(opener(bundle()), today=TODAY)
    assert not Student.objects.exists()
    assert put(bundle()).counts == checked.counts
    later = dropped("users", sourcedId="pupil-00003")
    with pytest.raises(AssertionError):  # the enrolments and roles of somebody who is not there
        put(later)


def test_a_changed_name_is_changed_and_found_under_it(alder):
    put(bundle())
    at = next(n for n, row in enumerate(small_tables()["users"], 2) if row["sourcedId"] == "pupil-00002")
    outcome = put(changed(users={at: {"familyName": "Žáková"}}))
    assert outcome.counts["students"]["changed"] == 1
    assert Student.objects.get(search_text__contains="zakova").sourced_id == "pupil-00002"


def test_two_pupils_may_swap_numbers(alder):
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
    alder, identifier, user_ids, number
):
    at = next(n for n, row in enumerate(small_tables()["users"], 2) if row["sourcedId"] == "pupil-00002")
    put(changed(users={at: {"identifier": identifier, "userIds": user_ids}}))
    assert Student.objects.get(sourced_id="pupil-00002").number == number


def test_a_number_that_another_pupil_has_here_is_refused(alder):
    put(bundle())
    gone = without(small_district(), "pupil-00002")
    number = Student.objects.get(sourced_id="pupil-00002").number
    found = tables(gone)
    next(row for row in found["users"] if row["sourcedId"] == "pupil-00003")["identifier"] = number
    outcome = run.apply(opener(bundle(found)), today=NEXT_DAY)
    assert [f.code for f in outcome.findings if f.severity == "error"] == ["number_taken"]


def test_a_pupil_who_is_missing_is_marked_and_keeps_the_school_but_no_class(alder):
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


def test_staff_who_are_missing_stop_at_once_with_every_assignment_of_the_roster(alder):
    put(bundle())
    teacher = StaffMember.objects.get(sourced_id="teacher-002")
    found = tables(without(small_district(), "teacher-002"))
    outcome = put(bundle(found), today=NEXT_DAY)
    assert outcome.counts["staff"]["ended"] == 1
    teacher.refresh_from_db()
    assert teacher.ended_on == NEXT_DAY
    assert not StaffAssignment.objects.filter(staff=teacher).current().exists()
    assert not ClassTeacher.objects.filter(staff=teacher).current().exists()


def test_whom_an_admin_has_entered_by_hand_is_no_business_of_the_roster(alder):
    admin = make_staff(Role.DISTRICT_ADMIN)
    StaffAssignment.objects.filter(staff=admin).update(from_roster=False)
    put(bundle())
    admin.refresh_from_db()
    assert admin.ended_on is None
    assert StaffAssignment.objects.filter(staff=admin).current().exists()


def test_a_roster_makes_teachers_and_nobody_more(alder):
    """Principals, administrators and the rest become staff without any right."""
    put(bundle())
    assert StaffMember.objects.filter(sourced_id__startswith="principal").exists()
    assert set(StaffAssignment.objects.filter(from_roster=True).values_list("role", flat=True)) == {
        Role.TEACHER
    }
    assert not StaffAssignment.objects.filter(staff__sourced_id__startswith="principal").exists()


def test_whoever_teaches_against_the_roles_gets_the_class_and_no_right(alder):
    at = next(
        n for n, row in enumerate(small_tables()["enrollments"], 2) if "pupil-00002" in row["sourcedId"]
    )
    outcome = put(changed(enrollments={at: {"role": "teacher"}}))
    assert "enrolled_against_role" in outcome.totals
    pupil_teacher = StaffMember.objects.get(sourced_id="pupil-00002")
    assert ClassTeacher.objects.filter(staff=pupil_teacher).exists()
    assert not StaffAssignment.objects.filter(staff=pupil_teacher).exists()


def test_a_teacher_with_a_child_here_is_staff_and_contact(alder):
    put(bundle())
    teacher = small_district().with_role("teacher")[0]
    assert StaffMember.objects.filter(sourced_id=teacher.id).exists()
    contact = Contact.objects.get(sourced_id=teacher.id)
    assert StudentContact.objects.get(contact=contact).student.sourced_id == "pupil-00001"


@pytest.mark.parametrize("by_child", [True, False])
def test_guardians_are_found_in_either_direction(alder, by_child):
    found = small_tables()
    for row in found["users"]:
        row["agentSourcedIds"] = ""
    naming, named = ("pupil-00002", "adult-00001a") if by_child else ("adult-00001a", "pupil-00002")
    next(row for row in found["users"] if row["sourcedId"] == naming)["agentSourcedIds"] = named
    put(bundle(found))
    link = StudentContact.objects.get()
    assert (link.student.sourced_id, link.contact.sourced_id) == ("pupil-00002", "adult-00001a")
    assert link.relationship == "parent"


def test_an_agent_who_is_no_parent_becomes_no_contact(alder):
    """A teacher or counsellor named as agent must not be able to register as somebody's parent."""
    found = small_tables()
    for row in found["users"]:
        row["agentSourcedIds"] = "counselor-1" if row["sourcedId"] == "pupil-00002" else ""
    outcome = put(bundle(found))
    assert not StudentContact.objects.exists()
    assert not Contact.objects.filter(sourced_id="counselor-1").exists()
    assert "agent_not_contact" in outcome.totals


def test_a_connection_that_is_gone_ends(alder):
    put(bundle())
    found = small_tables()
    for row in found["users"]:
        row["agentSourcedIds"] = ""
    put(bundle(found), today=NEXT_DAY)
    assert set(StudentContact.objects.values_list("ended_on", flat=True)) == {NEXT_DAY}


def test_an_enrolment_that_is_over_is_over(alder):
    at = next(
        n for n, row in enumerate(small_tables()["enrollments"], 2) if "pupil-00002" in row["sourcedId"]
    )
    put(changed(enrollments={at: {"endDate": "2026-08-31"}}))
    over = Enrolment.objects.get(student__sourced_id="pupil-00002", school_class__class_type="homeroom")
    assert over.ended_on == dt.date(2026, 8, 31)
    assert Enrolment.objects.current().exists()


def test_a_role_that_is_over_gives_no_assignment(alder):
    at = next(n for n, row in enumerate(small_tables()["roles"], 2) if row["userSourcedId"] == "teacher-002")
    put(changed(roles={at: {"endDate": "2026-08-31"}}))
    assert not StaffAssignment.objects.filter(staff__sourced_id="teacher-002").current().exists()


def test_staff_that_the_register_has_disabled_cannot_work_on(alder):
    put(bundle())
    at = next(n for n, row in enumerate(small_tables()["users"], 2) if row["sourcedId"] == "teacher-002")
    data = changed(users={at: {"enabledUser": "false"}})
    put(data, today=NEXT_DAY)
    teacher = StaffMember.objects.get(sourced_id="teacher-002")
    assert teacher.ended_on == NEXT_DAY
    assert not StaffAssignment.objects.filter(staff=teacher).current().exists()
    assert written(put(data, today=dt.date(2026, 9, 3))) == 0


def test_what_a_full_export_does_not_contain_is_left_alone(alder):
    """A bundle without enrollments.csv says nothing about classes; nobody leaves one."""
    put(bundle())
    found = small_tables()
    del found["enrollments"]
    put(bundle(found), today=NEXT_DAY)
    assert Enrolment.objects.filter(ended_on=None).count() == Enrolment.objects.count()


def test_a_manifest_alone_changes_nothing(alder):
    put(bundle())
    outcome = put(bundle({}), today=NEXT_DAY)
    assert written(outcome) == 0
    assert "no_changes" in outcome.totals


def test_a_school_that_vanishes_is_announced(alder):
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


def test_another_district_is_never_touched(alder, cast):
    with use_district(cast.birch.district.pk):
        before = list(Student.objects.order_by("pk").values())
    put(bundle())
    with use_district(cast.birch.district.pk):
        assert list(Student.objects.order_by("pk").values()) == before
        assert written(run.check(opener(bundle()), today=TODAY)) > 0


# A delta adds, changes and ends what it names.


def delta(**rows: list[dict[str, str]]) -> bytes:
    stamped = {
        name: [
            {**row, "status": row["status"] or "active", "dateLastModified": "2026-09-01T00:00:00.000Z"}
            for row in found
        ]
        for name, found in rows.items()
    }
    return bundle(stamped, manifest_csv=_delta_manifest(stamped))


def _delta_manifest(files) -> str:
    lines = ["propertyName,value", "manifest.version,1.0", "oneroster.version,1.2"]
    return "\n".join([*lines, *(f"file.{name},delta" for name in files)]) + "\n"


def row_of(file: str, id_: str, **cells: str) -> dict[str, str]:
    return next(row for row in small_tables()[file] if row["sourcedId"] == id_) | cells


def test_a_delta_touches_only_what_it_names(alder):
    put(bundle())
    put(delta(users=[row_of("users", "pupil-00002", familyName="Neu")]), today=NEXT_DAY)
    assert Student.objects.get(family_name="Neu").sourced_id == "pupil-00002"
    assert not Student.objects.exclude(missing_since=None).exists()
    assert not StaffMember.objects.exclude(ended_on=None).exists()
    assert not Enrolment.objects.exclude(ended_on=None).exists()


def test_a_delta_ends_what_it_marks_as_deleted(alder):
    put(bundle())
    enrolment = Enrolment.objects.filter(student__sourced_id="pupil-00003").first()
    put(
        delta(
            users=[
                row_of("users", "pupil-00002", status="tobedeleted"),
                row_of("users", "teacher-002", status="tobedeleted"),
            ],
            enrollments=[row_of("enrollments", enrolment.sourced_id, status="tobedeleted")],
        ),
        today=NEXT_DAY,
    )
    assert Student.objects.get(left_on=NEXT_DAY).sourced_id == "pupil-00002"
    assert StaffMember.objects.get(ended_on=NEXT_DAY).sourced_id == "teacher-002"
    assert Enrolment.objects.get(ended_on=NEXT_DAY) == enrolment


def test_a_delta_may_name_a_class_of_an_earlier_file(alder):
    put(bundle())
    new = row_of("enrollments", small_tables()["enrollments"][-1]["sourcedId"], sourcedId="new-1")
    put(delta(enrollments=[new]), today=NEXT_DAY)
    assert Enrolment.objects.filter(sourced_id="new-1").exists()
    refused = run.apply(opener(delta(enrollments=[new | {"classSourcedId": "ghost"}])), today=NEXT_DAY)
    assert [f.code for f in refused.findings if f.severity == "error"] == ["dangling"]


# The plain contacts CSV.


def contacts(*lines: str) -> bytes:
    return (
        "student_number,contact_id,first_name,last_name,email,phone,relationship,restricted\n"
        + "\n".join(lines)
    ).encode()


def numbers() -> list[str]:
    return [p.number for p in small_district().with_role("student")]


def test_contacts_by_student_number(alder):
    put(bundle())
    one, two = numbers()[:2]
    data = contacts(
        f"{one},,Gül,Şen,gul@x.example,1,Mother,",
        f"{two},,Gül,Şen,GUL@x.example,1,Mother,",
        f"{two},,Ali,Şen,gul@x.example,,Father,true",
    )
    StudentContact.objects.all().delete()
    put(data, name="contacts.csv")
    mother = Contact.objects.get(given_name="Gül")
    assert mother.email == "gul@x.example"
    assert mother.students.count() == 2  # one parent of two pupils is one contact
    father = StudentContact.objects.get(contact__given_name="Ali")  # two on one mailbox are two
    assert (father.restricted, father.relationship, father.student.number) == (True, "Father", two)
    assert written(put(data, today=NEXT_DAY, name="contacts.csv")) == 0


def test_a_contacts_csv_restricts_a_contact_and_the_nightly_roster_leaves_it_so(alder):
    district = small_district()
    district.restricted = [("pupil-00002", "adult-00001a")]
    put(bundle())
    put(write_contacts(district), name="contacts.csv")
    assert StudentContact.objects.get(restricted=True).contact.sourced_id == "adult-00001a"
    put(bundle(), today=NEXT_DAY)
    link = StudentContact.objects.get(restricted=True)
    assert (link.relationship, link.ended_on) == ("Mother", None)


def test_a_contact_no_longer_listed_ends_for_the_pupils_named_only(alder):
    put(bundle())
    StudentContact.objects.all().delete()
    one, two = numbers()[:2]
    put(
        contacts(
            f"{one},c1,A,B,a@x.example,,,", f"{one},c2,C,D,c@x.example,,,", f"{two},c2,C,D,c@x.example,,,"
        ),
        name="c.csv",
    )
    put(contacts(f"{one},c1,A,B,a@x.example,,,"), today=NEXT_DAY, name="c.csv")
    assert StudentContact.objects.get(ended_on=NEXT_DAY).student.number == one
    assert StudentContact.objects.filter(student__number=two, ended_on=None).exists()


@pytest.mark.parametrize(
    ("line", "code", "severity"),
    [
        ("{one},c1,A,B,a@x.example,,,", "contact_twice", "warning"),
        ("999999,c9,A,B,a@x.example,,,", "unknown_number", "warning"),
        (",c9,A,B,a@x.example,,,", "value_missing", "error"),
        ("{one},c9,A,,a@x.example,,,", "value_missing", "error"),
        ("{one},c9,A,B,not an address,,,", "email_shape", "warning"),
        ("{one},c9,A,B,a@x.example,,,perhaps", "boolean_shape", "error"),
        ("{one},c9,A,B,a@x.example,,", "ragged_row", "error"),
    ],
)
def test_contact_rows_that_need_a_word(alder, line, code, severity):
    put(bundle())
    one = numbers()[0]
    data = contacts(f"{one},c1,A,B,a@x.example,,,", line.format(one=one))
    outcome = run.check(opener(data, "contacts.csv"), today=TODAY)
    assert (code, severity, 3) in {(f.code, f.severity, f.row) for f in outcome.findings}


def test_contacts_of_another_district_are_refused(alder):
    outcome = run.check(opener(contacts("1,c,A,B,a@x.example,,,"), "contacts.csv"), today=TODAY)
    assert "all_numbers_unknown" in outcome.totals
    assert outcome.errors


# What follows an import in the same transaction.


def test_what_follows_a_slice_hears_of_each_row_once_and_can_take_it_back(alder, monkeypatch):
    monkeypatch.setattr("roster.imports.apply.SLICE", 5)
    slices = []
    run.apply(opener(bundle()), today=TODAY, after_slice=slices.append)
    pupils = [id_ for part in slices if part.kind == "students" for id_ in part.new]
    assert sorted(pupils) == sorted(Student.objects.values_list("pk", flat=True))
    assert max(len(part) for part in slices) == 5
    gone = bundle(tables(without(small_district(), "pupil-00002")))

    def refuse(part):
        raise RuntimeError("an account could not be ended")

    with pytest.raises(RuntimeError):
        run.apply(opener(gone), today=NEXT_DAY, after_slice=refuse)
    assert not Student.objects.exclude(missing_since=None).exists()
