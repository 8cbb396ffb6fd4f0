"""What the pages call the tables and steps of an import."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "schools": _("Schools"),
    "sessions": _("School years and terms"),
    "courses": _("Courses"),
    "classes": _("Classes"),
    "staff": _("Staff"),
    "assignments": _("Teachers at schools"),
    "students": _("Pupils"),
    "student_schools": _("Pupils at schools"),
    "contacts": _("Contacts"),
    "student_contacts": _("Contacts of pupils"),
    "class_teachers": _("Teachers of classes"),
    "enrolments": _("Pupils in classes"),
}

DOING = {
    "": _("Waiting for its turn."),
    "reading": _("Reading the files."),
    "checking": _("Comparing the files with each other and with what is here."),
    "schools": _("Writing schools."),
    "sessions": _("Writing school years and terms."),
    "courses": _("Writing courses."),
    "classes": _("Writing classes."),
    "staff": _("Writing staff."),
    "assignments": _("Writing which teacher works where."),
    "students": _("Writing pupils."),
    "student_schools": _("Writing which pupil goes where."),
    "contacts": _("Writing contacts."),
    "student_contacts": _("Writing whose contacts they are."),
    "class_teachers": _("Writing who teaches which class."),
    "enrolments": _("Writing who is in which class."),
}

FORMATS = {
    "oneroster 1.1": "OneRoster 1.1",
    "oneroster 1.2": "OneRoster 1.2",
    "contacts": _("Contacts CSV"),
}
