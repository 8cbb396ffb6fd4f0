"""Every way to spoil a roster is answered with a sentence that names file and row; nothing is written."""

import pytest
from django.utils import translation

from portal.demo.bundle import files
from roster.imports import run
from roster.imports.findings import SENTENCES, Severity
from roster.imports.staging import fetch
from roster.models import Student
from schools.models import School, StaffMember
from schools.tenancy import use_district
from tests.roster.bundles import bundle, opener, small_tables, zipped
from tests.roster.importing import TODAY, at


def spoiled(file: str, row: int, **cells: str) -> bytes:
    """The small bundle with cells of one row (2 is the first) changed."""
    found = small_tables()
    found[file][row - 2].update(cells)
    return bundle(found)


def without_column(file: str, column: str) -> bytes:
    found = small_tables()
    for row in found[file]:
        del row[column]
    return bundle(found)


def with_text(file: str, change) -> bytes:
    """The small bundle with the text of one file changed."""
    found = small_tables()
    header = ",".join(found[file][0])
    lines = [header, *(",".join(row.values()) for row in found[file])]
    return bundle(found, **{f"{file}_csv": change("\n".join(lines) + "\n")})


def without(file: str, *, declared: bool = False) -> bytes:
    found = small_tables()
    rows = found.pop(file)
    if not declared:
        return bundle(found)
    whole = {**found, file: rows}
    members = {name: data for name, data in files(whole).items() if name != f"{file}.csv"}
    return zipped(members)


def manifest(old: str, new: str) -> bytes:
    text = files(small_tables())["manifest.csv"].decode()
    assert old in text
    return bundle(manifest_csv=text.replace(old, new))


def repeated(file: str, row: int) -> bytes:
    found = small_tables()
    found[file].append(dict(found[file][row - 2]))
    return bundle(found)


FIRST_PUPIL = next(
    n for n, row in enumerate(small_tables()["users"], 2) if row["sourcedId"].startswith("pupil")
)
LAST = {name: len(rows) + 1 for name, rows in small_tables().items()}

# what was done: (bundle, code, file, row)
ERRORS = {
    "id with a space": (spoiled("users", 3, sourcedId="a b"), "id_shape", "users.csv", 3),
    "id with an accent": (spoiled("users", 3, sourcedId="é1"), "id_shape", "users.csv", 3),
    "id of 300 signs": (spoiled("users", 3, sourcedId="x" * 300), "id_shape", "users.csv", 3),
    "no id": (spoiled("users", 3, sourcedId=""), "value_missing", "users.csv", 3),
    "id of blanks": (spoiled("users", 3, sourcedId="   "), "value_missing", "users.csv", 3),
    "enabledUser maybe": (spoiled("users", 4, enabledUser="maybe"), "boolean_shape", "users.csv", 4),
    "status gone": (spoiled("users", 4, status="gone"), "word_unknown", "users.csv", 4),
    "name of 300 signs": (spoiled("users", 4, familyName="n" * 300), "cell_too_long", "users.csv", 4),
    "address of 300 signs": (spoiled("users", 4, email="n" * 300 + "@x.example"), "cell_too_long", "users.csv", 4),
    "nobody at all": (spoiled("users", 4, givenName="", familyName=" "), "no_name", "users.csv", 4),
    "same id twice": (repeated("users", 3), "duplicate_id", "users.csv", LAST["users"] + 1),
    "same class twice": (repeated("classes", 2), "duplicate_id", "classes.csv", LAST["classes"] + 1),
    "same enrolment twice": (repeated("enrollments", 2), "duplicate_id", "enrollments.csv", LAST["enrollments"] + 1),
    "number of another pupil": (
        spoiled("users", FIRST_PUPIL + 1, identifier="200001"), "number_twice", "users.csv", FIRST_PUPIL + 1,
    ),
    "enrolment of nobody": (spoiled("enrollments", 5, userSourcedId="ghost"), "dangling", "enrollments.csv", 5),
    "enrolment nowhere": (spoiled("enrollments", 5, classSourcedId="ghost"), "dangling", "enrollments.csv", 5),
    "enrolment in no school": (spoiled("enrollments", 5, schoolSourcedId="ghost"), "dangling", "enrollments.csv", 5),
    "enrolment in the district": (
        spoiled("enrollments", 5, schoolSourcedId="district-1"), "not_a_school", "enrollments.csv", 5,
    ),
    "enrolment as a parent": (spoiled("enrollments", 5, role="parent"), "word_unknown", "enrollments.csv", 5),
    "enrolment without a role": (spoiled("enrollments", 5, role=""), "value_missing", "enrollments.csv", 5),
    "enrolment on 31 February": (spoiled("enrollments", 5, beginDate="2026-02-31"), "date_shape", "enrollments.csv", 5),
    "enrolment until tomorrow": (spoiled("enrollments", 5, endDate="tomorrow"), "date_shape", "enrollments.csv", 5),
    "day before month": (spoiled("enrollments", 5, endDate="31/12/2026"), "date_shape", "enrollments.csv", 5),
    "primary perhaps": (spoiled("enrollments", 5, primary="perhaps"), "boolean_shape", "enrollments.csv", 5),
    "class in the district": (spoiled("classes", 2, schoolSourcedId="district-1"), "not_a_school", "classes.csv", 2),
    "class in no school": (spoiled("classes", 2, schoolSourcedId="ghost"), "dangling", "classes.csv", 2),
    "class without a school": (spoiled("classes", 2, schoolSourcedId=""), "value_missing", "classes.csv", 2),
    "class without a title": (spoiled("classes", 2, title=""), "value_missing", "classes.csv", 2),
    "class in no term": (spoiled("classes", 2, termSourcedIds="session-year,ghost"), "dangling", "classes.csv", 2),
    "class of no course": (spoiled("classes", 2, courseSourcedId="ghost"), "dangling", "classes.csv", 2),
    "class of an odd type": (spoiled("classes", 2, classType="lesson"), "word_unknown", "classes.csv", 2),
    "term of an odd type": (spoiled("academicSessions", 2, type="decade"), "word_unknown", "academicSessions.csv", 2),
    "term without an end": (spoiled("academicSessions", 2, endDate=""), "value_missing", "academicSessions.csv", 2),
    "term in the year MMXXVI": (
        spoiled("academicSessions", 2, schoolYear="MMXXVI"), "year_shape", "academicSessions.csv", 2,
    ),
    "term of no parent": (
        spoiled("academicSessions", 3, parentSourcedId="ghost"), "dangling", "academicSessions.csv", 3,
    ),
    "school of an odd type": (spoiled("orgs", 3, type="castle"), "word_unknown", "orgs.csv", 3),
    "school without a name": (spoiled("orgs", 3, name=""), "value_missing", "orgs.csv", 3),
    "school of no district": (spoiled("orgs", 3, parentSourcedId="ghost"), "dangling", "orgs.csv", 3),
    "role of nobody": (spoiled("roles", 2, userSourcedId="ghost"), "dangling", "roles.csv", 2),
    "role in no org": (spoiled("roles", 2, orgSourcedId="ghost"), "dangling", "roles.csv", 2),
    "role of a king": (spoiled("roles", 2, role="king"), "word_unknown", "roles.csv", 2),
    "role without an end to its start": (spoiled("roles", 2, beginDate="soon"), "date_shape", "roles.csv", 2),
    "course of no school": (spoiled("courses", 2, orgSourcedId="ghost"), "dangling", "courses.csv", 2),
    "parent of nobody": (spoiled("users", FIRST_PUPIL, agentSourcedIds="ghost"), "dangling", "users.csv", FIRST_PUPIL),
    "main school nowhere": (spoiled("users", 3, primaryOrgSourcedId="ghost"), "dangling", "users.csv", 3),
    "no column sourcedId": (without_column("users", "sourcedId"), "column_missing", "users.csv", 1),
    "no column familyName": (without_column("users", "familyName"), "column_missing", "users.csv", 1),
    "no column role": (without_column("enrollments", "role"), "column_missing", "enrollments.csv", 1),
    "no column type": (without_column("orgs", "type"), "column_missing", "orgs.csv", 1),
    "header twice": (
        with_text("users", lambda t: t.replace("middleName", "givenName", 1)), "duplicate_header", "users.csv", 1,
    ),
    "header of 10,000 columns": (
        with_text("users", lambda t: ",".join(f"c{n}" for n in range(10_000)) + "\n" + t), "column_missing", "users.csv", 1,
    ),
    "ten thousand cells": (
        with_text("orgs", lambda t: t + "x," * 9_999 + "\n"), "ragged_row", "orgs.csv", LAST["orgs"] + 1,
    ),
    "a cell too few": (with_text("orgs", lambda t: t + "x,,,School,school\n"), "ragged_row", "orgs.csv", LAST["orgs"] + 1),
    "a cell too many": (
        with_text("orgs", lambda t: t + "x,,,Oak, North,school,,\n"), "ragged_row", "orgs.csv", LAST["orgs"] + 1,
    ),
    "a cell of 1 MB": (
        with_text("orgs", lambda t: t + 'x,,,"' + "".join(map(str, range(200_000))) + '",school,,\n'), "line_too_long", "orgs.csv", LAST["orgs"] + 1,
    ),
    "a cell of 140 kB": (
        with_text("orgs", lambda t: t + "x,,," + "n" * 140_000 + ",school,,\n"), "cell_too_long", "orgs.csv", LAST["orgs"] + 1,
    ),
    "an open quotation mark": (with_text("orgs", lambda t: t + '"x,,,School,school,,\n'), "broken_quotes", "orgs.csv", LAST["orgs"] + 1),
    "a NUL": (with_text("orgs", lambda t: t + "x,,,Sch\0ool,school,,\n"), "nul_character", "orgs.csv", LAST["orgs"] + 1),
    "an escape sequence": (with_text("orgs", lambda t: t + "x,,,\x1b[2J,school,,\n"), "control_character", "orgs.csv", LAST["orgs"] + 1),
    "two encodings": (
        with_text("orgs", lambda t: (t + "x,,,Zoë,school,,\n").encode() + b"y,,,Jos\xe9,school,,\n"),
        "encoding_unknown", "orgs.csv", LAST["orgs"] + 2,
    ),
    "binary called users.csv": (bundle(users_csv=bytes(range(256)) * 40), "encoding_unknown", "users.csv", None),
    "an empty file": (bundle(users_csv=b""), "file_empty", "users.csv", None),
    "no header": (bundle(users_csv=b"\n\n"), "header_missing", "users.csv", 1),
    "a header and no one": (with_text("users", lambda t: t.split("\n", 1)[0] + "\n"), "no_rows", "users.csv", None),
    "no roles.csv": (without("roles"), "roles_missing", "roles.csv", None),
    "a declared file is missing": (without("users", declared=True), "declared_but_missing", "users.csv", None),
    "version 2.0": (manifest("oneroster.version,1.2", "oneroster.version,2.0"), "version_unknown", "manifest.csv", 3),
    "mode replace": (manifest("file.users,bulk", "file.users,replace"), "manifest_mode", "manifest.csv", None),
    "a zip in the zip": (zipped({"roster.zip": zipped({"users.csv": "x"})}), "package_empty", "manifest.csv", None),
    "an html page": (zipped({"index.csv": "<html><body>Sign in first</body></html>"}), "format_unknown", "index.csv", None),
    "Microsoft": (zipped({"School.csv": "SIS ID,Name\n1,x\n", "Student.csv": "SIS ID\n1\n"}), "format_sds", "", None),
    "Clever": (zipped({"schools.csv": "School_id\n1\n", "sections.csv": "School_id\n1\n"}), "format_clever", "", None),
    "Apple": (zipped({"locations.csv": "location_id\n1\n", "rosters.csv": "roster_id\n1\n"}), "format_apple", "", None),
}  # fmt: skip


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_names_its_place_and_nothing_is_written(cast, case):
    data, code, file, row = ERRORS[case]
    with use_district(cast.alder.district.pk):
        before = everything()
        outcome = run.apply(opener(data), today=TODAY, now=at(TODAY))
        assert everything() == before
    assert outcome.errors
    assert not outcome.applied
    found = [
        f for f in outcome.findings if f.code == code and f.file == file and f.severity == Severity.ERROR
    ]
    assert found, [(f.code, f.file, f.row) for f in outcome.findings]
    assert row is None or row in {f.row for f in found}
    for language in ("en", "es"):
        with translation.override(language):
            assert all(reads_as_a_sentence(f.sentence) for f in outcome.findings)


def reads_as_a_sentence(text: str) -> bool:
    return text.strip().endswith((".", "?", "@", "”")) and "%(" not in text


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (School, StaffMember, Student)]


def test_the_table_has_no_sentence_twice():
    texts = [str(text) for _, text in SENTENCES.values()]
    assert len(texts) == len(set(texts))


def test_a_finding_never_repeats_a_password(cast):
    data = spoiled("users", 3, password="hunter2hunter2", status="gone")
    with use_district(cast.alder.district.pk):
        outcome = run.check(opener(data), today=TODAY)
    assert "hunter2" not in repr(outcome.findings)


def test_ten_thousand_findings_are_counted_and_a_thousand_kept(cast):
    found = small_tables()
    model = dict(found["enrollments"][0])
    found["enrollments"] = [
        {**model, "sourcedId": f"e{n}", "userSourcedId": f"ghost-{n}"} for n in range(10_000)
    ]
    with use_district(cast.alder.district.pk):
        outcome = run.check(opener(bundle(found)), today=TODAY)
    assert outcome.totals["dangling"] == 10_000
    assert len([f for f in outcome.findings if f.code == "dangling"]) == 1000


def test_the_staging_tables_are_gone_afterwards(cast):
    with use_district(cast.alder.district.pk):
        run.check(opener(bundle()), today=TODAY)
    assert (
        fetch("SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'") == []
    )
