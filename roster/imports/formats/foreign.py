"""Formats we know by sight and do not read: a clear sentence instead of a hundred odd errors."""

from roster.imports.archive import Member, Unreadable
from roster.imports.report import Report
from roster.imports.text import open_table

_SDS_1 = {
    "school.csv",
    "section.csv",
    "student.csv",
    "teacher.csv",
    "studentenrollment.csv",
    "teacherroster.csv",
}
_SDS_2 = {"relationships.csv", "userflags.csv", "user.csv", "guardianrelationship.csv"}
_CLEVER = {"schools.csv", "sections.csv", "students.csv", "teachers.csv"}
_APPLE = {"locations.csv", "rosters.csv", "staff.csv"}


def refuse_foreign(members: list[Member]) -> None:
    """Raises Unreadable where the files are School Data Sync, Clever or Apple School Manager."""
    names = {member.key for member in members}
    if "manifest.csv" in names:
        return
    if len(names & _SDS_1) >= 2 or names & _SDS_2 or _without_sourced_id(members):
        raise Unreadable("format_sds")
    if len(names & _APPLE) >= 2 or _has_header(members, "students.csv", "person_id"):
        raise Unreadable("format_apple")
    if len(names & _CLEVER) >= 2 or _has_header(members, "students.csv", "school_id"):
        raise Unreadable("format_clever")


def _without_sourced_id(members: list[Member]) -> bool:
    """School Data Sync v2 borrows OneRoster's file names, but its enrolments have no id of their own."""
    header = _header(members, "enrollments.csv")
    return "usersourcedid" in header and "sourcedid" not in header


def _has_header(members: list[Member], file: str, name: str) -> bool:
    return name in _header(members, file)


def _header(members: list[Member], file: str) -> set[str]:
    member = next((member for member in members if member.key == file), None)
    table = member and open_table(member, Report())
    return {name.lower().replace(" ", "_") for name in table.header} if table else set()
