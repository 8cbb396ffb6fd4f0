"""OneRoster bundles of a made-up district, as 1.1 or 1.2, clean or with the habits of real exporters."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from enum import StrEnum, auto
from pathlib import Path

from portal.demo.people import District
from portal.demo.tables import Rows, tables

FILES_1_1 = [
    "academicSessions",
    "categories",
    "classes",
    "classResources",
    "courses",
    "courseResources",
    "demographics",
    "enrollments",
    "lineItems",
    "orgs",
    "resources",
    "results",
    "users",
]
ONLY_IN_1_2 = [
    "lineItemLearningObjectiveIds",
    "lineItemScoreScales",
    "resultLearningObjectiveIds",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
]
MODIFIED = "2026-08-01T06:00:00.000Z"


class Habit(StrEnum):
    """What real exporters do differently from the standard, and an importer should bear."""

    FOLDER = auto()
    MACOS = auto()
    BOM = auto()
    UTF16 = auto()
    SEMICOLONS = auto()
    CRLF = auto()
    HEADER_ORDER = auto()
    HEADER_CASE = auto()
    FEW_COLUMNS = auto()
    EXTRA_COLUMNS = auto()
    BLANK_HEADERS = auto()
    UPPER_BOOLEANS = auto()
    US_DATES = auto()
    STATUS_IN_BULK = auto()
    YEAR_SPAN = auto()
    NO_MANIFEST = auto()
    GRADEBOOK = auto()


def write_zip(district: District, *, version: str = "1.2", habits: Iterable[Habit] = ()) -> bytes:
    """A ZIP as somebody would upload it."""
    habits = frozenset(habits)
    folder = "roster export/" if Habit.FOLDER in habits else ""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(tables(district, version), version=version, habits=habits).items():
            archive.writestr(
                zipfile.ZipInfo(folder + name, (2026, 8, 1, 6, 0, 0)), content, zipfile.ZIP_DEFLATED
            )
        if Habit.MACOS in habits:
            archive.writestr(f"__MACOSX/{folder}._users.csv", b"\0\5\26\7")
    return buffer.getvalue()


def write_folder(district: District, folder: Path, *, version: str = "1.2") -> None:
    for name, content in files(tables(district, version), version=version).items():
        (folder / name).write_bytes(content)


def write_contacts(district: District) -> bytes:
    """The contacts CSV that marks the restricted contacts, by the ids and numbers of the same district."""
    people = {person.id: person for person in district.people}
    rows = [
        {
            "student_number": people[pupil].number,
            "contact_id": contact,
            "first_name": people[contact].given_name,
            "last_name": people[contact].family_name,
            "email": people[contact].email,
            "phone": people[contact].phone,
            "relationship": "Father" if number % 2 else "Mother",
            "priority": "2",
            "restricted": "true",
            "language": "es" if number % 2 else "en",
        }
        for number, (pupil, contact) in enumerate(district.restricted)
    ]
    return _csv(rows, frozenset())


def files(
    all_rows: dict[str, Rows], *, version: str = "1.2", habits: frozenset[Habit] = frozenset()
) -> dict[str, bytes]:
    """File name -> bytes, manifest included, written with the given habits."""
    found = {f"{name}.csv": _csv(_with_habits(rows, habits), habits) for name, rows in all_rows.items()}
    if Habit.GRADEBOOK in habits:
        found["categories.csv"] = b"sourcedId,status,dateLastModified,title,weight\ncat-1,,,Homework,20\n"
    if Habit.NO_MANIFEST not in habits:
        found["manifest.csv"] = _manifest(found, version)
    return found


def _manifest(found: dict[str, bytes], version: str) -> bytes:
    names = [*FILES_1_1, *(ONLY_IN_1_2 if version == "1.2" else [])]
    lines = ["propertyName,value", "manifest.version,1.0", f"oneroster.version,{version}"]
    lines += [f"file.{name},{'bulk' if f'{name}.csv' in found else 'absent'}" for name in names]
    lines += ["source.systemName,Made-up register", "source.systemCode,made-up"]
    return ("\n".join(lines) + "\n").encode()


def _csv(rows: Rows, habits: frozenset[Habit]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=";" if Habit.SEMICOLONS in habits else ",",
        lineterminator="\r\n" if Habit.CRLF in habits else "\n",
    )
    header = list(rows[0])
    if Habit.HEADER_CASE in habits:
        writer.writerow([name.lower() for name in header])
    else:
        writer.writerow(["" if name.startswith("blank") else name for name in header])
    writer.writerows(row.values() for row in rows)
    encoding = "utf-16" if Habit.UTF16 in habits else "utf-8-sig" if Habit.BOM in habits else "utf-8"
    return text.getvalue().encode(encoding)


def _with_habits(rows: Rows, habits: frozenset[Habit]) -> Rows:
    for habit, change in _CHANGES.items():
        if habit in habits:
            rows = [change(row) for row in rows]
    return rows


_NEEDLESS = (
    "identifier",
    "username",
    "userIds",
    "middleName",
    "sms",
    "password",
    "location",
    "periods",
    "subjectCodes",
)
_DATES = ("startDate", "endDate", "beginDate")


def _us_date(value: str) -> str:
    year, month, day = value.split("-")
    return f"{int(month)}/{int(day)}/{year}"


_CHANGES: dict[Habit, Callable[[dict[str, str]], dict[str, str]]] = {
    Habit.STATUS_IN_BULK: lambda row: {**row, "status": "active", "dateLastModified": MODIFIED},
    Habit.UPPER_BOOLEANS: lambda row: {k: v.upper() if v in ("true", "false") else v for k, v in row.items()},
    Habit.US_DATES: lambda row: {k: _us_date(v) if k in _DATES and v else v for k, v in row.items()},
    Habit.YEAR_SPAN: lambda row: {k: "2026-2027" if k == "schoolYear" else v for k, v in row.items()},
    Habit.FEW_COLUMNS: lambda row: {k: v for k, v in row.items() if k not in _NEEDLESS or k == "identifier"},
    Habit.EXTRA_COLUMNS: lambda row: {**row, "metadata.localCode": "x1", "internalKey": "77"},
    Habit.BLANK_HEADERS: lambda row: {**row, "blank1": "", "blank2": ""},
    Habit.HEADER_ORDER: lambda row: dict(reversed(row.items())),
}
