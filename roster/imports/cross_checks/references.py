"""Ids that come twice, and references into nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from roster.imports.cross_checks.check import Check
from roster.imports.findings import ERROR, WARNING


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names rows of another file. needed: nothing can be done with the row without it."""

    file: str
    field: str
    table: str
    column: str
    target: str
    needed: bool = False
    several: bool = False


_R = Reference
REFERENCES = (
    _R("orgs", "parentSourcedId", "in_org", "parent", "orgs"),
    _R("academicSessions", "parentSourcedId", "in_session", "parent", "academicSessions"),
    _R("courses", "schoolYearSourcedId", "in_course", "school_year", "academicSessions"),
    _R("courses", "orgSourcedId", "in_course", "org", "orgs"),
    _R("classes", "courseSourcedId", "in_class", "course", "courses"),
    _R("classes", "schoolSourcedId", "in_class", "school", "orgs", needed=True),
    _R("classes", "termSourcedIds", "in_class", "terms", "academicSessions", several=True),
    _R("users", "orgSourcedIds", "in_person", "orgs", "orgs", several=True),
    _R("users", "primaryOrgSourcedId", "in_person", "primary_org", "orgs"),
    _R("users", "agentSourcedIds", "in_person", "agents", "users", several=True),
    _R("roles", "userSourcedId", "in_role", "person", "users", needed=True),
    _R("roles", "orgSourcedId", "in_role", "org", "orgs"),
    _R("roles", "userProfileSourcedId", "in_role", "profile", "userProfiles"),
    _R("enrollments", "classSourcedId", "in_enrolment", "school_class", "classes", needed=True),
    _R("enrollments", "schoolSourcedId", "in_enrolment", "school", "orgs"),
    _R("enrollments", "userSourcedId", "in_enrolment", "person", "users", needed=True),
    _R("userProfiles", "userSourcedId", "in_profile", "person", "users"),
    _R("demographics", "sourcedId", "in_demographic", "sourced_id", "users"),
)
_IN = {
    "orgs": "in_org",
    "academicSessions": "in_session",
    "courses": "in_course",
    "classes": "in_class",
    "users": "in_person",
    "roles": "in_role",
    "enrollments": "in_enrolment",
    "userProfiles": "in_profile",
}
# Where records of earlier imports are found. Orgs that are no schools, and profiles, are not kept.
_KNOWN = {
    "orgs": ("schools_school",),
    "academicSessions": ("roster_academicsession",),
    "courses": ("roster_course",),
    "classes": ("roster_schoolclass",),
    "users": ("roster_student", "schools_staffmember", "roster_contact"),
    "userProfiles": (),
}


def reference_checks(modes: dict[str, str], version: str) -> Iterator[Check]:
    """Duplicates and references of the files at hand."""
    yield from (_duplicates(file) for file in modes if file in _IN)
    for reference in REFERENCES:
        # In 1.2 a person's orgs are in roles.csv; the column of that name is 1.1's.
        if reference.file in modes and not (reference.column == "orgs" and version != "1.1"):
            yield _dangling(reference, modes, version)
            if reference.needed:
                yield _refers_to_deleted(reference)
    strict = ERROR if version == "1.2" else WARNING
    for file, table in (("classes", "in_class"), ("enrollments", "in_enrolment")):
        if file in modes:
            yield Check("not_a_school", file, "schoolSourcedId", _NOT_A_SCHOOL.format(table=table), strict)


_NOT_A_SCHOOL = """
    SELECT r.line, r.school AS value, o.type FROM {table} r JOIN in_org o ON o.sourced_id = r.school
    WHERE r.active AND o.type NOT IN ('school', '')"""


def _duplicates(file: str) -> Check:
    table = _IN[file]
    return Check(
        "duplicate_id",
        file,
        "sourcedId",
        f"""WITH twice AS (
                SELECT sourced_id, min(line) AS first FROM {table} GROUP BY sourced_id HAVING count(*) > 1)
            SELECT r.line, r.sourced_id AS value, twice.first
            FROM {table} r JOIN twice USING (sourced_id) WHERE r.line > twice.first""",
    )


def _dangling(reference: Reference, modes: dict[str, str], version: str) -> Check:
    there = [f"SELECT 1 FROM {_IN[reference.target]} t WHERE t.sourced_id = r.value"]
    if modes.get(reference.target) != "bulk":
        there += [
            f"SELECT 1 FROM {table} t WHERE t.district_id = %(district)s AND t.sourced_id = r.value"
            for table in _KNOWN[reference.target]
        ]
    missing = " AND ".join(f"NOT EXISTS ({sql})" for sql in there)
    # 1.1 exports are looser by nature, and a delta may name what an earlier file told us and we did not keep.
    kept = reference.needed or (version == "1.2" and modes[reference.file] == "bulk")
    return Check(
        "dangling",
        reference.file,
        reference.field,
        f"{_select(reference)} WHERE {missing}",
        ERROR if kept else WARNING,
    )


def _select(reference: Reference) -> str:
    column = f"unnest(string_to_array({reference.column}, ','))" if reference.several else reference.column
    return f"""SELECT r.line, r.value, '{reference.target}.csv' AS target FROM (
                   SELECT line, {column} AS value FROM {reference.table}
                   WHERE active AND {reference.column} <> '') r"""


def _refers_to_deleted(reference: Reference) -> Check:
    return Check(
        "refers_to_deleted",
        reference.file,
        reference.field,
        f"""{_select(reference)} WHERE EXISTS (
                SELECT 1 FROM {_IN[reference.target]} t WHERE t.sourced_id = r.value AND NOT t.active)""",
    )
