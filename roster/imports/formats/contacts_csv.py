"""A plain list of parents and guardians: one line per pupil and contact.

Columns, in any order, separated by comma, semicolon or tab: student_number, contact_id, first_name,
last_name, email, phone, relationship, priority, restricted, language. The file is the whole truth about
the contacts of the pupils it names, as far as such files told us before; other pupils are untouched.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from roster.imports import checks
from roster.imports.archive import Member
from roster.imports.reader import Column, FileSpec, read_rows
from roster.imports.report import Report
from roster.imports.rows import PupilContact, Row
from roster.imports.text import Table, open_table


def _priority(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value[:6]) <= 99:
        raise checks.Wrong("priority_shape")
    return int(value)


def _language(value: str) -> str:
    if len(value) > 8 or not value.replace("-", "").isalnum():
        raise checks.Wrong("language_shape")
    return value.lower()


def _short(limit: int) -> checks.Check:
    def check(value: str) -> str:
        if len(value) > limit:
            raise checks.Wrong("cell_too_long", limit=limit)
        return value

    return check


COLUMNS = (
    Column("student_number", checks.text, "number", needed=True),
    Column("contact_id", checks.loose_guid, "contact_id"),
    Column("first_name", checks.text, "given_name", required=True),
    Column("last_name", checks.text, "family_name", needed=True),
    Column("email", checks.email, "email"),
    Column("phone", _short(60), "phone"),
    Column("relationship", _short(40), "relationship"),
    Column("priority", _priority, "priority"),
    Column("restricted", checks.boolean, "restricted"),
    Column("language", _language, "language"),
)


@dataclass(slots=True)
class ContactList:
    """A contacts CSV, opened."""

    name = "contacts"
    version: str = ""
    modes: dict[str, str] = field(default_factory=lambda: {"contacts": "bulk"})
    table: Table | None = None

    @property
    def lines(self) -> int:
        return self.table.lines if self.table else 0

    @property
    def file(self) -> str:
        return self.table.member.name if self.table else ""

    def read(self, report: Report) -> Iterator[Row]:
        if self.table is None:
            return
        before = report.errors
        any_row = False
        for row in read_rows(self.table, FileSpec(self.file, PupilContact, COLUMNS), report):
            any_row = True
            yield row
        if not any_row and report.errors == before:
            report.add("no_rows", file=self.file)


def is_contact_list(member: Member) -> bool:
    table = open_table(member, Report())
    return table is not None and "student_number" in {name.lower() for name in table.header}


def open_contact_list(member: Member, report: Report) -> ContactList:
    return ContactList(table=open_table(member, report))
