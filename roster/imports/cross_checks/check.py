"""One question asked of all staged rows at once."""

from dataclasses import dataclass
from typing import Any

from roster.imports.findings import Severity
from roster.imports.formats.oneroster_files import CONTACT_ROLES, STAFF_ROLES
from roster.imports.report import KEPT_PER_CODE, Report
from roster.imports.staging import fetch


@dataclass(frozen=True, slots=True)
class Check:
    """sql: its column `line` is the row of the finding, the others are the values of the sentence.

    Given to it are %(district)s, %(today)s and the lists of roles %(staff)s and %(contact)s.
    """

    code: str
    file: str
    field: str
    sql: str
    severity: Severity | None = None


def tell(check: Check, report: Report, params: dict[str, Any]) -> None:
    """Ask, keep the first findings and count them all."""
    limited = (
        f"SELECT *, count(*) OVER () AS total FROM ({check.sql}) found ORDER BY line LIMIT {KEPT_PER_CODE}"
    )
    roles = {"staff": list(STAFF_ROLES), "contact": list(CONTACT_ROLES)}
    found = fetch(limited, {**params, **roles})
    rest = found[0]["total"] - len(found) if found else 0
    for row in found:
        line = row.pop("line")
        row.pop("total")
        told = {"file": check.file, "row": line, "field": check.field, "severity": check.severity}
        report.add(check.code, **told, **row)
    if rest:
        report.count(check.code, rest, check.severity)
