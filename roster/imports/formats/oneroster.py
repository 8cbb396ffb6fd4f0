"""OneRoster CSV 1.1 and 1.2, full ("bulk") or changes only ("delta").

A full export is the whole truth about what it contains: what it no longer holds, ends. A delta adds,
changes and ends what it names and touches nothing else. A manifest alone means: no changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from roster.imports.archive import Member
from roster.imports.findings import Severity
from roster.imports.formats.oneroster_files import IGNORED_FILES, ROSTER_FILES, specs
from roster.imports.formats.oneroster_manifest import read_manifest
from roster.imports.reader import FileSpec, read_rows
from roster.imports.report import Report
from roster.imports.rows import Person, Row
from roster.imports.text import Table, open_table
from schools.text import fold

NAMES = {name.lower(): name for name in (*ROSTER_FILES, *IGNORED_FILES)}
# Without a row in one of these a full export would end everybody.
_NEVER_EMPTY = ("orgs", "users", "classes", "enrollments")


@dataclass(slots=True)
class Bundle:
    """A OneRoster package, opened.

    modes: file -> "bulk" or "delta", for the files that are there. lines: about how many rows in all.
    """

    name = "oneroster"
    version: str
    modes: dict[str, str]
    lines: int = 0
    _tables: list[tuple[str, Table]] = field(default_factory=list)

    def read(self, report: Report) -> Iterator[Row]:
        for name, table in self._tables:
            spec = specs(self.version, bulk=self.modes[name] == "bulk").get(name)
            if spec is not None:
                yield from self._read_file(name, table, spec, report)

    def _read_file(self, name: str, table: Table, spec: FileSpec, report: Report) -> Iterator[Row]:
        errors, any_row = report.errors, False
        for row in read_rows(table, spec, report):
            any_row = True
            yield _numbered(row) if isinstance(row, Person) else row
        if not any_row and report.errors == errors:
            serious = name in _NEVER_EMPTY and self.modes[name] == "bulk"
            report.add("no_rows" if serious else "no_rows_accepted", file=table.member.name)


def is_oneroster(members: list[Member]) -> bool:
    return any(member.key == "manifest.csv" or _plain(member) in NAMES for member in members)


def open_bundle(members: list[Member], report: Report) -> Bundle:
    """Read the manifest and open the files it speaks of. Raises Unreadable."""
    files = {_plain(member): member for member in members}
    declared = read_manifest(files.pop("manifest", None), report)
    present = {NAMES[key]: member for key, member in files.items() if key in NAMES}
    for member in (member for key, member in files.items() if key not in NAMES):
        report.add("unknown_file", file=member.name)
    version = declared.get("oneroster.version") or ("1.2" if "roles" in present else "1.1")
    bundle = Bundle(version, _modes(declared, present, report))
    _open_tables(bundle, present, report)
    return bundle


def _numbered(row: Person) -> Person:
    """With the number that parents know, and what the search box finds."""
    number = row.identifier or row.number or row.sourced_id
    words = f"{row.given_name} {row.family_name} {row.preferred_given_name} {number}"
    return row._replace(number=number, search_text=fold(words))


def _plain(member: Member) -> str:
    return member.key.rsplit(".", 1)[0]


def _open_tables(bundle: Bundle, present: dict[str, Member], report: Report) -> None:
    for name in ROSTER_FILES:
        if name not in present or name not in bundle.modes:
            continue
        if bundle.version == "1.1" and name in ("roles", "userProfiles"):
            report.add("unknown_file", file=present[name].name)
            continue
        if present[name].name != f"{name}.csv":
            report.add("file_name_spelling", file=present[name].name, expected=f"{name}.csv")
        if table := open_table(present[name], report):
            bundle._tables.append((name, table))
            bundle.lines += table.lines
    if bundle.version == "1.2" and bundle.modes.get("users") == "bulk" and "roles" not in bundle.modes:
        report.add("roles_missing", file="roles.csv")


def _modes(declared: dict[str, str], present: dict[str, Member], report: Report) -> dict[str, str]:
    """bulk or delta for each file that is there. Where the manifest differs the files win, and it is said."""
    modes = {}
    for name in (*ROSTER_FILES, *IGNORED_FILES):
        said = declared.get(f"file.{name}", "")
        if name not in present:
            if said in ("bulk", "delta"):
                severity = Severity.ERROR if name in ROSTER_FILES else Severity.NOTICE
                report.add("declared_but_missing", file=f"{name}.csv", severity=severity)
            continue
        if name in IGNORED_FILES:
            report.add("file_ignored", file=present[name].name)
            continue
        if declared and said not in ("bulk", "delta"):
            report.add("present_but_undeclared", file=present[name].name)
        modes[name] = said if said in ("bulk", "delta") else _prevailing(declared)
    return modes


def _prevailing(declared: dict[str, str]) -> str:
    said = {value for name, value in declared.items() if name.startswith("file.") and value != "absent"}
    return "delta" if said == {"delta"} else "bulk"
