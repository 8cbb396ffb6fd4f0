"""Who teaches and who attends which class."""

from roster.imports.kinds.kind import Kind, going, in_district, known


def _wanted(role: str, person: str, *, column: str, want: str, more: str = "") -> str:
    return f"""SELECT e.sourced_id, c.id AS school_class_id, m.id AS {column}, {more} e.starts_on,
              CASE WHEN e.ends_on <= %(today)s THEN e.ends_on END AS ended_on
       FROM in_enrolment e
       {in_district("roster_schoolclass", "c", "e.school_class")}
       {in_district(person, "m", "e.person")}
       WHERE e.active AND e.role = '{role}'
         AND {known("c", "want_classes", "e.school_class")} AND {known("m", want, "e.person")}"""


CLASS_TEACHERS = Kind(
    "class_teachers",
    "roster_classteacher",
    ("sourced_id",),
    ("school_class_id", "staff_id", "is_primary", "starts_on", "ended_on"),
    ("enrollments",),
    _wanted("teacher", "schools_staffmember", column="staff_id", want="want_staff", more="e.is_primary,"),
    gone=going("in_enrolment"),
)

ENROLMENTS = Kind(
    "enrolments",
    "roster_enrolment",
    ("sourced_id",),
    ("school_class_id", "student_id", "starts_on", "ended_on"),
    ("enrollments",),
    _wanted("student", "roster_student", column="student_id", want="want_students"),
    gone=going("in_enrolment"),
)
