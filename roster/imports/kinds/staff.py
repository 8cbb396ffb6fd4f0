"""Staff, and the teachers' assignments to schools: the only rights a roster gives."""

from roster.imports.kinds.kind import IS, NAME, NOT_OVER, SCHOOLS_KNOWN, Kind, going, in_district

STAFF = Kind(
    "staff",
    "schools_staffmember",
    ("sourced_id",),
    ("given_name", "family_name", "email", "from_roster", "ended_on"),
    ("users", "roles"),
    f"""SELECT p.sourced_id, p.given_name, p.family_name, p.email, true AS from_roster,
              CASE WHEN NOT p.enabled THEN coalesce(t.ended_on, %(today)s) END AS ended_on
       FROM in_person p {IS} 'staff'
       {in_district("schools_staffmember", "t", "p.sourced_id")}
       WHERE p.active""",
    running="t.ended_on IS NULL AND t.from_roster",
    gone=going("in_person"),
    label=NAME,
)

ASSIGNMENTS = Kind(
    "assignments",
    "schools_staffassignment",
    ("staff_id", "school_id", "role"),
    ("from_roster", "ended_on"),
    ("users", "roles", "enrollments"),
    f"""SELECT DISTINCT p.sourced_id AS staff, known.sourced_id AS school,
              t.id AS staff_id, s.id AS school_id, 'teacher' AS role, true AS from_roster,
              NULL::date AS ended_on
       FROM (
           SELECT r.person, r.org AS school FROM in_role r
           WHERE r.active AND r.role = 'teacher' AND {NOT_OVER.format("r")}
           UNION
           SELECT e.person, coalesce(c.school, k.sourced_id) FROM in_enrolment e
           LEFT JOIN in_class c ON c.sourced_id = e.school_class
           LEFT JOIN roster_schoolclass o ON o.district_id = %(district)s AND o.sourced_id = e.school_class
           LEFT JOIN schools_school k ON k.id = o.school_id
           WHERE e.active AND e.role = 'teacher' AND {NOT_OVER.format("e")}
             AND EXISTS (SELECT 1 FROM in_role r WHERE r.person = e.person AND r.active AND r.role = 'teacher'
                         AND {NOT_OVER.format("r")})
       ) teaches
       JOIN in_person p ON p.sourced_id = teaches.person AND p.active AND p.enabled
       JOIN {SCHOOLS_KNOWN} known ON known.sourced_id = teaches.school
       {in_district("schools_school", "s", "teaches.school")}
       {in_district("schools_staffmember", "t", "p.sourced_id")}""",
    mine="t.from_roster AND t.role = 'teacher'",
    gone="""(t.staff_id, t.school_id) IN (
        SELECT m.id, s.id FROM in_role r
        JOIN schools_staffmember m ON m.district_id = %(district)s AND m.sourced_id = r.person
        JOIN schools_school s ON s.district_id = %(district)s AND s.sourced_id = r.org
        WHERE NOT r.active AND r.role = 'teacher')""",
    first=(("extra_capabilities", "'{}'"),),
)
