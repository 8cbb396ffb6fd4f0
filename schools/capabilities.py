"""Who may do what: the whole permission table on one screen (A7, C12)."""

from collections.abc import Iterable

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
    HELP_PARENTS = "help_parents", _("Help parents in: help numbers, addresses, mails")
    RESET_PARENTS = "reset_parents", _("Reset parents' logins")
    OPEN_SCHOOL = "open_school", _("Open a school to parents")
    DISTRICT_OPTIONS = "district_options", _("Set the district's options")
    ADMINISTER_ACCOUNTS = "administer_accounts", _("Administer portal accounts")
    DELETE_ACCOUNTS = "delete_accounts", _("Delete portal accounts")
    EMULATE = "emulate", _("See the portal as a parent or pupil does")
    VIEW_AUDIT = "view_audit", _("Read the audit")


_CLASS_LOGINS = frozenset(
    {Capability.VIEW_STUDENTS, Capability.CREATE_LOGINS, Capability.RESET_LOGINS, Capability.SHOW_LOGINS}
)
_PARENTS = frozenset({Capability.HELP_PARENTS, Capability.RESET_PARENTS})
_ACCOUNTS = frozenset({Capability.ADMINISTER_ACCOUNTS, Capability.DELETE_ACCOUNTS, Capability.EMULATE})
_SCHOOL = (
    _CLASS_LOGINS
    | _PARENTS
    | _ACCOUNTS
    | {Capability.VIEW_STAFF, Capability.MANAGE_STAFF, Capability.OPEN_SCHOOL, Capability.VIEW_AUDIT}
)

# A teacher's grants reach the own classes; everybody else's the school, or the district.
GRANTS: dict[str, frozenset[Capability]] = {
    Role.TEACHER: _CLASS_LOGINS,
    Role.LEAD_TEACHER: _CLASS_LOGINS | {Capability.VIEW_STAFF},
    Role.OFFICE: _PARENTS | {Capability.VIEW_STUDENTS, Capability.RESET_LOGINS, Capability.SHOW_LOGINS},
    Role.SCHOOL_ADMIN: _SCHOOL,
    Role.DISTRICT_ADMIN: _SCHOOL | {Capability.IMPORT_ROSTER, Capability.DISTRICT_OPTIONS},
    Role.OPERATOR: frozenset(),
}
# What these open knows no school: they come with a role in the whole district only.
DISTRICT_WIDE = frozenset({Capability.IMPORT_ROSTER, Capability.DISTRICT_OPTIONS})


def held_by(role: str, extra: Iterable[str], *, deleting_is_separate: bool) -> frozenset[Capability]:
    """A role's grants and the extra ones (C12).

    Who administers accounts deletes them too, unless the district has made that a right of its own.
    """
    held = GRANTS[role] | {Capability(name) for name in extra}
    if Capability.ADMINISTER_ACCOUNTS in held and not deleting_is_separate:
        held |= {Capability.DELETE_ACCOUNTS}
    return held
