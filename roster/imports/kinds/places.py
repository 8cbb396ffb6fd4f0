"""Schools, school years, courses and classes."""

from roster.imports.kinds.kind import Kind, going, in_district, known

SCHOOLS = Kind(
    "schools",
    "schools_school",
    ("sourced_id",),
    ("name", "ended_on"),
    ("orgs",),
    """SELECT o.sourced_id, o.name, NULL::date AS ended_on FROM in_org o
       WHERE o.active AND (o.type = 'school'
             OR EXISTS (SELECT 1 FROM in_class c WHERE c.active AND c.school = o.sourced_id))""",
    gone=going("in_org"),
    first=(("status", "'preparation'"),),
    label="w.name",
)

SESSIONS = Kind(
    "sessions",
    "roster_academicsession",
    ("sourced_id",),
    ("title", "type", "starts_on", "ends_on", "school_year"),
    ("academicSessions",),
    """SELECT sourced_id, title, left(type, 40) AS type, starts_on, ends_on, school_year FROM in_session
       WHERE active AND starts_on IS NOT NULL AND ends_on IS NOT NULL""",
    running="",
    label="w.title",
)

COURSES = Kind(
    "courses",
    "roster_course",
    ("sourced_id",),
    ("title", "code"),
    ("courses",),
    "SELECT sourced_id, title, code FROM in_course WHERE active",
    running="",
    label="w.title",
)

CLASSES = Kind(
    "classes",
    "roster_schoolclass",
    ("sourced_id",),
    ("school_id", "course_id", "title", "code", "class_type", "grade", "starts_on", "ends_on", "ended_on"),
    ("classes",),
    f"""SELECT c.sourced_id, s.id AS school_id, co.id AS course_id, c.title, c.code,
              left(c.class_type, 40) AS class_type, left(c.grades, 40) AS grade,
              terms.starts_on, terms.ends_on, NULL::date AS ended_on, c.school
       FROM in_class c
       {in_district("schools_school", "s", "c.school")}
       {in_district("roster_course", "co", "c.course")}
       LEFT JOIN LATERAL (
           SELECT min(x.starts_on) AS starts_on, max(x.ends_on) AS ends_on FROM (
               SELECT sourced_id, starts_on, ends_on FROM in_session
               UNION ALL
               SELECT sourced_id, starts_on, ends_on FROM roster_academicsession o
               WHERE o.district_id = %(district)s
                 AND NOT EXISTS (SELECT 1 FROM in_session i WHERE i.sourced_id = o.sourced_id)
           ) x WHERE x.sourced_id = ANY(string_to_array(c.terms, ','))) terms ON true
       WHERE c.active AND {known("s", "want_schools", "c.school")}""",
    gone=going("in_class"),
    label="w.title",
)
