"""The tables an import fills, in the order in which they need one another."""

from roster.imports.kinds.families import CONTACTS, LINKS, STUDENT_SCHOOLS, STUDENTS
from roster.imports.kinds.kind import Kind
from roster.imports.kinds.listed import LISTED_CONTACTS, LISTED_LINKS
from roster.imports.kinds.members import CLASS_TEACHERS, ENROLMENTS
from roster.imports.kinds.places import CLASSES, COURSES, SCHOOLS, SESSIONS
from roster.imports.kinds.staff import ASSIGNMENTS, STAFF

__all__ = ["CONTACTS_CSV", "ONEROSTER", "Kind"]

ONEROSTER = (
    SCHOOLS,
    SESSIONS,
    COURSES,
    CLASSES,
    STAFF,
    ASSIGNMENTS,
    STUDENTS,
    STUDENT_SCHOOLS,
    CONTACTS,
    LINKS,
    CLASS_TEACHERS,
    ENROLMENTS,
)
CONTACTS_CSV = (LISTED_CONTACTS, LISTED_LINKS)
