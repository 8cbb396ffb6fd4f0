"""Who is who among the staged people: pupil, staff, contact or several of these, and who belongs to whom.

Decided: the roles say what somebody is, and so does what they do in a class. But rights come from roles
alone, and only those of a teacher; see the roster's README.
"""

from typing import Any

from roster.imports.formats.oneroster_files import CONTACT_ROLES, STAFF_ROLES
from roster.imports.staging import run

# In 1.1 a person carries one role and a list of orgs: the same as a row in roles.csv for each of them.
_ROLES_OF_1_1 = """
    INSERT INTO in_role (line, sourced_id, active, person, role_type, role, org, profile)
    SELECT p.line, p.sourced_id, p.active, p.sourced_id,
           CASE WHEN coalesce(o.n, 1) = 1 THEN 'primary' ELSE 'secondary' END, p.role, coalesce(o.org, ''), ''
    FROM in_person p
    LEFT JOIN LATERAL unnest(string_to_array(p.orgs, ',')) WITH ORDINALITY AS o(org, n) ON true
    WHERE p.role <> ''"""

_KINDS = """
    CREATE TEMP TABLE in_kind AS
    SELECT DISTINCT person, kind FROM (
        SELECT person, CASE WHEN role = 'student' THEN 'student' WHEN role = ANY(%(contact)s) THEN 'contact'
                            WHEN role = ANY(%(staff)s) THEN 'staff' END AS kind
        FROM in_role WHERE active AND coalesce(ends_on, 'infinity') > %(today)s
        UNION ALL
        SELECT person, CASE role WHEN 'student' THEN 'student' WHEN 'teacher' THEN 'staff' END
        FROM in_enrolment WHERE active
        UNION ALL
        SELECT p.sourced_id, 'student' FROM in_person p JOIN roster_student t
            ON t.district_id = %(district)s AND t.sourced_id = p.sourced_id WHERE %(delta)s
        UNION ALL
        SELECT p.sourced_id, 'staff' FROM in_person p JOIN schools_staffmember t
            ON t.district_id = %(district)s AND t.sourced_id = p.sourced_id WHERE %(delta)s
        UNION ALL
        SELECT p.sourced_id, 'contact' FROM in_person p JOIN roster_contact t
            ON t.district_id = %(district)s AND t.sourced_id = p.sourced_id WHERE %(delta)s
    ) found WHERE kind IS NOT NULL"""

# agentSourcedIds stand on the pupil's row, or the other way round on the adult's.
_LINKS = """
    CREATE TEMP TABLE in_link AS
    SELECT student, contact, min(priority)::int AS priority FROM (
        SELECT p.sourced_id AS student, a.value AS contact, least(a.n, 99) AS priority
        FROM in_person p, unnest(string_to_array(p.agents, ',')) WITH ORDINALITY a(value, n)
        WHERE p.active AND p.agents <> ''
        UNION ALL
        SELECT a.value, p.sourced_id, 99 FROM in_person p, unnest(string_to_array(p.agents, ',')) a(value)
        WHERE p.active AND p.agents <> ''
    ) named
    WHERE student <> contact
      AND EXISTS (SELECT 1 FROM in_kind k WHERE k.person = student AND k.kind = 'student')
      AND EXISTS (SELECT 1 FROM in_kind k WHERE k.person = contact AND k.kind = 'contact')
    GROUP BY student, contact"""


def resolve_people(modes: dict[str, str], version: str, params: dict[str, Any]) -> None:
    """Fill in_kind (person, kind) and in_link (student, contact, priority) from the staged rows."""
    if version == "1.1":
        run(_ROLES_OF_1_1)
        run("ANALYZE in_role")
    delta = modes.get("users") == "delta"
    run(_KINDS, {**params, "staff": list(STAFF_ROLES), "contact": list(CONTACT_ROLES), "delta": delta})
    run("CREATE INDEX ON in_kind (person, kind)")
    run("ANALYZE in_kind")
    run(_LINKS)
    run("CREATE INDEX ON in_link (contact)")
    run("ANALYZE in_link")


# A contact without an id of its own is known by name and mailbox, else name and phone, else name and pupil.
_LISTED = """
    CREATE TEMP TABLE in_listed AS
    SELECT p.*, s.id AS student_id, CASE WHEN p.contact_id <> '' THEN p.contact_id ELSE 'list:' || md5(
               lower(p.given_name || ' ' || p.family_name) || '|'
               || coalesce(nullif(p.email, ''), nullif(p.phone, ''), p.number)) END AS contact
    FROM in_contact p JOIN roster_student s ON s.district_id = %(district)s AND s.number = p.number"""


def resolve_listed(params: dict[str, Any]) -> None:
    """Fill in_listed: the rows of a contacts CSV whose pupil is known, with the id of their contact."""
    run(_LISTED, params)
    run("ANALYZE in_listed")
