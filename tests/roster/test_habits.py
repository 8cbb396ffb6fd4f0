"""What real exporters do differently: each habit is borne, said, and changes nothing of what arrives."""

import io

import pytest

from portal.demo.bundle import Habit, write_zip
from roster.imports import run
from roster.imports.archive import open_file
from roster.imports.formats import open_source
from roster.imports.report import Report
from tests.roster.bundles import bundle, opener, small_district, small_tables
from tests.roster.importing import TODAY, put, written

SAID = {
    Habit.FOLDER: "enclosing_folder",
    Habit.MACOS: "helper_files_ignored",
    Habit.BOM: "",
    Habit.UTF16: "encoding_utf16",
    Habit.SEMICOLONS: "other_separator",
    Habit.CRLF: "",
    Habit.HEADER_ORDER: "header_order",
    Habit.HEADER_CASE: "header_spelling",
    Habit.FEW_COLUMNS: "column_missing_accepted",
    Habit.EXTRA_COLUMNS: "column_unknown",
    Habit.BLANK_HEADERS: "header_blank",
    Habit.UPPER_BOOLEANS: "boolean_spelling",
    Habit.US_DATES: "date_us",
    Habit.STATUS_IN_BULK: "status_in_bulk",
    Habit.YEAR_SPAN: "year_span",
    Habit.NO_MANIFEST: "manifest_missing",
    Habit.GRADEBOOK: "file_ignored",
}


def read(data: bytes) -> tuple[list, Report]:
    report = Report()
    members = open_file(io.BytesIO(data), "roster.zip", report)
    return sorted(open_source(members, report).read(report), key=repr), report


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("habit", Habit)
def test_a_habit_is_borne_and_said(habit, version):
    clean, _ = read(write_zip(small_district(), version=version))
    rows, report = read(write_zip(small_district(), version=version, habits=[habit]))
    assert report.errors == 0, [(f.code, f.file, f.row) for f in report.findings()]
    assert rows == clean
    assert not SAID[habit] or SAID[habit] in report.counts


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_all_habits_at_once_write_the_same_roster(cedar, version):
    put(write_zip(small_district(), version=version))
    together = set(Habit) - {Habit.BOM, Habit.UTF16}
    again = run.check(opener(write_zip(small_district(), version=version, habits=together)), today=TODAY)
    assert again.errors == 0
    assert written(again) == 0


# Deviations of single cells and rows, found in files of real systems: accepted, with the word that says so.
ACCEPTED = {
    "status inactive in a full export": ("users", {"status": "inactive"}, "gone_in_bulk"),
    "enabledUser yes": ("users", {"enabledUser": "Yes"}, "boolean_spelling"),
    "no username": ("users", {"username": ""}, ""),
    "one name only": ("users", {"familyName": ""}, "value_missing_accepted"),
    "address that is none": ("users", {"email": "ask the office"}, "email_shape"),
    "userIds without braces": ("users", {"userIds": "12345"}, "user_ids_shape"),
    "list with a gap": ("classes", {"termSourcedIds": "session-year,,session-autumn"}, "list_blank_item"),
    "class type in capitals": ("classes", {"classType": "HOMEROOM"}, "word_case"),
    "own word": ("classes", {"classType": "ext:club"}, ""),
    "subjects and codes of different length": (
        "classes",
        {"subjects": "a", "subjectCodes": "1,2"},
        "lists_differ",
    ),
    "date with a time": ("enrollments", {"endDate": "2027-06-12T00:00:00Z"}, "date_with_time"),
    "ends before it starts": ("enrollments", {"endDate": "2020-01-01"}, "ends_before_start"),
    "an aide in a class": ("enrollments", {"role": "proctor"}, "enrolment_role_unused"),
    "line break in a name": ("orgs", {"name": "North\nSchool"}, "line_break_in_cell"),
    "formula as a name": ("users", {"givenName": "=HYPERLINK(1)"}, ""),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_an_odd_cell_is_accepted_with_a_word(cedar, case):
    file, cells, code = ACCEPTED[case]
    found = small_tables()
    found[file][-1].update(cells)
    outcome = run.check(opener(bundle(found)), today=TODAY)
    assert outcome.errors == 0, [(f.code, f.file, f.row) for f in outcome.findings]
    assert not code or code in outcome.totals


def test_ids_with_spaces_are_borne_in_1_1_only(cedar):
    data = {}
    for version in ("1.1", "1.2"):
        found = small_tables(version)
        found["courses"].append(found["courses"][-1] | {"sourcedId": "course with spaces"})
        data[version] = run.check(opener(bundle(found, version=version)), today=TODAY)
    assert data["1.1"].totals["id_shape_accepted"] == 1
    assert data["1.1"].errors == 0
    assert data["1.2"].errors == 1


def test_orgs_of_people_that_do_not_exist_are_borne_in_1_1(cedar):
    found = small_tables("1.1")
    found["users"][-1]["orgSourcedIds"] += ",closed-school"
    outcome = run.check(opener(bundle(found, version="1.1")), today=TODAY)
    assert outcome.errors == 0
    assert [f.field for f in outcome.findings if f.code == "dangling"] == ["orgSourcedIds"]
