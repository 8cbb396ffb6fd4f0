"""Who may do what: the whole permission table on one screen (A7, C12)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    TEACHER = "teacher", _("Teacher")
    LEAD_TEACHER = "lead_teacher", _("Lead teacher")
    OFFICE = "office", _("Office")
    SCHOOL_ADMIN = "school_admin", _("School admin")
    DISTRICT_ADMIN = "district_admin", _("District admin")
    OPERATOR = "operator", _("Operator")


class Capability(models.TextChoices):
    VIEW_OWN = "view_own", _("See one's own or one's children's page")
    VIEW_STUDENTS = "view_students", _("See pupils and their classes")
    CREATE_LOGINS = "create_logins", _("Create pupils' logins")
    RESET_LOGINS = "reset_logins", _("Reset pupils' logins")
    SHOW_LOGINS = "show_logins", _("Show and download unused one-time passwords")
    VIEW_STAFF = "view_staff", _("See the staff list")
    MANAGE_STAFF = "manage_staff", _("Give staff their logins")
    IMPORT_ROSTER = "import_roster", _("Import rosters")


_CLASS_LOGINS = frozenset(
    {Capability.VIEW_STUDENTS, Capability.CREATE_LOGINS, Capability.RESET_LOGINS, Capability.SHOW_LOGINS}
)
_SCHOOL = _CLASS_LOGINS | {Capability.VIEW_STAFF, Capability.MANAGE_STAFF}

# A teacher's grants reach the own classes; everybody else's the school, or the district.
GRANTS: dict[str, frozenset[Capability]] = {
    Role.TEACHER: _CLASS_LOGINS,
    Role.LEAD_TEACHER: _CLASS_LOGINS | {Capability.VIEW_STAFF},
    Role.OFFICE: frozenset({Capability.VIEW_STUDENTS, Capability.RESET_LOGINS, Capability.SHOW_LOGINS}),
    Role.SCHOOL_ADMIN: _SCHOOL,
    Role.DISTRICT_ADMIN: _SCHOOL | {Capability.IMPORT_ROSTER},
    Role.OPERATOR: frozenset(),
}
