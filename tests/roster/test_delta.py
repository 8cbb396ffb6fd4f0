"""A delta adds, changes and ends what it names, and touches nothing else."""

from roster.imports import run
from roster.models import (
    Enrolment,
    Student,
)
from schools.models import StaffMember
from tests.roster.bundles import bundle, opener, small_tables
from tests.roster.importing import NEXT_DAY, at, put, row_of


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


def test_a_delta_touches_only_what_it_names(cedar):
    put(bundle())
    put(delta(users=[row_of("users", "pupil-00002", familyName="Neu")]), today=NEXT_DAY)
    assert Student.objects.get(family_name="Neu").sourced_id == "pupil-00002"
    assert not Student.objects.exclude(missing_since=None).exists()
    assert not StaffMember.objects.exclude(ended_on=None).exists()
    assert not Enrolment.objects.exclude(ended_on=None).exists()


def test_a_delta_ends_what_it_marks_as_deleted(cedar):
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


def test_a_delta_may_name_a_class_of_an_earlier_file(cedar):
    put(bundle())
    new = row_of("enrollments", small_tables()["enrollments"][-1]["sourcedId"], sourcedId="new-1")
    put(delta(enrollments=[new]), today=NEXT_DAY)
    assert Enrolment.objects.filter(sourced_id="new-1").exists()
    refused = run.apply(
        opener(delta(enrollments=[new | {"classSourcedId": "ghost"}])), today=NEXT_DAY, now=at(NEXT_DAY)
    )
    assert [f.code for f in refused.findings if f.severity == "error"] == ["dangling"]
