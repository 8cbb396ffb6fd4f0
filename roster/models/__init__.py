from roster.models.contact import Contact, StudentContact
from roster.models.import_run import ImportFinding, ImportRun, UploadChunk
from roster.models.school_class import AcademicSession, ClassTeacher, Course, Enrolment, SchoolClass
from roster.models.student import Student, StudentSchool

__all__ = [
    "AcademicSession",
    "ClassTeacher",
    "Contact",
    "Course",
    "Enrolment",
    "ImportFinding",
    "ImportRun",
    "SchoolClass",
    "Student",
    "StudentContact",
    "StudentSchool",
    "UploadChunk",
]
