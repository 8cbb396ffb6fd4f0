"""Pupils, their schools, and the contacts on their record."""

from roster.imports.kinds.kind import (
    IS,
    NAME,
    NEW_ADDRESS,
    NOT_OVER,
    SCHOOLS_KNOWN,
    Kind,
    going,
    in_district,
    known,
)

STUDENTS = Kind(
    "students",
    "roster_student",
    ("sourced_id",),
    (
        "number",
        "given_name",
        "family_name",
        "preferred_given_name",
        "grade",
        "search_text",
        "missing_since",
        "left_on",
    ),
    ("users", "roles"),
    f"""SELECT p.sourced_id, p.number, p.given_name, p.family_name, p.preferred_given_name,
              left(p.grades, 40) AS grade, p.search_text, NULL::date AS missing_since, NULL::date AS left_on
       FROM in_person p {IS} 'student' WHERE p.active""",
    running="t.missing_since IS NULL AND t.left_on IS NULL",
    end="missing_since = %(today)s",
    gone=going("in_person"),
    end_gone="left_on = %(today)s",
    first=(("language", "''"),),
    # Two pupils may swap numbers: whoever holds a wanted one waits under a number nobody has.
    before="""UPDATE roster_student s SET number = '~' || s.id FROM todo_students w
              WHERE w.n > %(low)s AND w.n <= %(high)s AND s.district_id = %(district)s
                AND s.number = w.number AND s.id IS DISTINCT FROM w.target""",
    label=NAME,
)

STUDENT_SCHOOLS = Kind(
    "student_schools",
    "roster_studentschool",
    ("student_id", "school_id"),
    ("is_primary", "ended_on"),
    ("users", "roles", "enrollments"),
    f"""SELECT st.id AS student_id, s.id AS school_id, p.sourced_id AS student, known.sourced_id AS school,
              bool_or(CASE WHEN p.primary_org <> '' THEN p.primary_org = known.sourced_id
                           ELSE here.main END) AS is_primary,
              NULL::date AS ended_on
       FROM (
           SELECT r.person, r.org AS school, r.role_type = 'primary' AS main FROM in_role r
           WHERE r.active AND r.role = 'student' AND {NOT_OVER.format("r")}
           UNION ALL
           SELECT e.person, c.school, false
           FROM in_enrolment e JOIN in_class c ON c.sourced_id = e.school_class AND c.active
           WHERE e.active AND e.role = 'student' AND {NOT_OVER.format("e")}
       ) here
       JOIN in_person p ON p.sourced_id = here.person AND p.active
       JOIN {SCHOOLS_KNOWN} known ON known.sourced_id = here.school
       {in_district("schools_school", "s", "here.school")}
       {in_district("roster_student", "st", "p.sourced_id")}
       GROUP BY st.id, s.id, p.sourced_id, known.sourced_id""",
    # Whoever is missing altogether stays findable in the school where they were seen last.
    running="""t.ended_on IS NULL AND t.student_id IN (
        SELECT s.id FROM roster_student s JOIN want_students w ON w.sourced_id = s.sourced_id
        WHERE s.district_id = %(district)s)""",
    gone="""(t.student_id, t.school_id) IN (
        SELECT st.id, s.id FROM in_role r
        JOIN roster_student st ON st.district_id = %(district)s AND st.sourced_id = r.person
        JOIN schools_school s ON s.district_id = %(district)s AND s.sourced_id = r.org
        WHERE NOT r.active AND r.role = 'student')""",
)

CONTACTS = Kind(
    "contacts",
    "roster_contact",
    ("sourced_id",),
    ("given_name", "family_name", "email", "phone"),
    ("users", "roles"),
    f"""SELECT p.sourced_id, p.given_name, p.family_name, p.email,
              left(coalesce(nullif(p.phone, ''), p.sms), 60) AS phone
       FROM in_person p {IS} 'contact' WHERE p.active""",
    running="",
    first=(("language", "''"),),
    also=NEW_ADDRESS,
    label=NAME,
)

LINKS = Kind(
    "student_contacts",
    "roster_studentcontact",
    ("student_id", "contact_id"),
    ("relationship", "priority", "source", "ended_on"),
    ("users", "roles"),
    f"""SELECT s.id AS student_id, c.id AS contact_id, coalesce(left(min(r.role), 40), '') AS relationship,
              l.priority, 'oneroster' AS source, NULL::date AS ended_on
       FROM in_link l
       {in_district("roster_student", "s", "l.student")}
       {in_district("roster_contact", "c", "l.contact")}
       LEFT JOIN in_role r ON r.person = l.contact AND r.role IN ('guardian', 'parent', 'relative')
       WHERE {known("s", "want_students", "l.student")} AND {known("c", "want_contacts", "l.contact")}
       GROUP BY l.student, l.contact, l.priority, s.id, c.id""",
    # What a contacts CSV has said about a connection is richer and stands.
    mine="t.source = 'oneroster'",
    gone="""(t.student_id IN (SELECT s.id FROM roster_student s WHERE s.district_id = %(district)s
                 AND s.sourced_id IN (SELECT sourced_id FROM in_person WHERE NOT active))
          OR t.contact_id IN (SELECT c.id FROM roster_contact c WHERE c.district_id = %(district)s
                 AND c.sourced_id IN (SELECT sourced_id FROM in_person WHERE NOT active)))""",
    first=(("restricted", "false"),),
)
