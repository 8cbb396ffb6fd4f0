"""manifest.csv: which version of OneRoster this is, and which files are full, changes only, or absent."""

from roster.imports.archive import Member, Unreadable
from roster.imports.formats.oneroster_files import IGNORED_FILES, ONLY_IN_1_2, ROSTER_FILES
from roster.imports.report import Report, Spot
from roster.imports.text import open_table

_MODES = ("absent", "bulk", "delta")
_PROPERTIES = {
    name.lower(): name
    for name in (
        "manifest.version",
        "oneroster.version",
        "source.systemName",
        "source.systemCode",
        *(f"file.{file}" for file in (*ROSTER_FILES, *IGNORED_FILES)),
    )
}


def read_manifest(member: Member | None, report: Report) -> dict[str, str]:
    """property -> value. Empty without a manifest, which is said and borne. Raises Unreadable."""
    if member is None:
        report.add("manifest_missing", file="manifest.csv")
        return {}
    found: dict[str, str] = {}
    if (table := open_table(member, report)) is None:
        return found
    for row, cells in table.rows(report):
        if len(cells) < 2 or any(cell.strip() for cell in cells[2:]):
            report.add("manifest_row", file=member.name, row=row)
            continue
        _take(found, cells[0].strip(), cells[1].strip(), Spot(report, member.name, row))
    _check_version(found, report, member.name)
    return found


def _check_version(found: dict[str, str], report: Report, file: str) -> None:
    if "oneroster.version" not in found:
        report.add("version_missing", file=file)
    elif found["oneroster.version"] == "1.1" and any(f"file.{name}" in found for name in ONLY_IN_1_2):
        row = list(found).index("oneroster.version") + 2
        report.add("version_mixed", file=file, row=row, field="oneroster.version")


def _take(found: dict[str, str], said: str, value: str, spot: Spot) -> None:
    name = _PROPERTIES.get(said.lower())
    if name is None:
        spot.add("manifest_property_unknown", field=said)
    elif name in found:
        spot.add("manifest_property_twice", field=name)
    elif name.startswith("file."):
        if value.lower() not in _MODES:
            spot.add("manifest_mode", field=name, value=value)
        found[name] = value.lower()
    else:
        found[name] = value[:3] if name == "oneroster.version" else value
        if name == "oneroster.version" and found[name] not in ("1.1", "1.2"):
            raise Unreadable("version_unknown", file=spot.file, row=spot.row, value=value)
        if name == "manifest.version" and value != "1.0":
            spot.add("manifest_version", field=name, value=value)
