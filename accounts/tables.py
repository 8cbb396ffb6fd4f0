"""The lists of this app: which columns they have. Their rows stand in templates/accounts/rows/."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from schools.tables import ActionsColumn, NumberColumn, RowTable, TickColumn


class ClassesTable(RowTable):
    row_template = "accounts/rows/class.html"
    caption = _("Classes")

    school_class = tables.Column(_("Class"))
    school = tables.Column(_("School"))
    pupils = NumberColumn(_("Pupils"))
    without_login = tables.Column(_("No login yet"))
    unused = tables.Column(_("Not used yet"))


class ClassPupilsTable(RowTable):
    row_template = "accounts/rows/class_pupil.html"
    caption = _("Pupils of the class")

    tick = TickColumn()
    name = tables.Column(_("Name"))
    username = tables.Column(_("Username"))
    login = tables.Column(_("Login"))
    actions = ActionsColumn()


class FoundPupilsTable(RowTable):
    row_template = "accounts/rows/found_pupil.html"
    caption = _("Pupils found")

    name = tables.Column(_("Name"))
    grade = tables.Column(_("Grade"))
    school = tables.Column(_("School"))
    classes = tables.Column(_("Classes"))
    username = tables.Column(_("Username"))
    login = tables.Column(_("Login"))


class LinkedAccountsTable(RowTable):
    row_template = "accounts/rows/linked_account.html"
    caption = _("Accounts linked to this pupil")

    account = tables.Column(_("Account"))
    type = tables.Column(_("Type"))
    status = tables.Column(_("Status"))
    signed_in = tables.Column(_("Current sign-in"))
    actions = ActionsColumn()


class StaffTable(RowTable):
    row_template = "accounts/rows/staff_member.html"
    caption = _("Staff")

    tick = TickColumn()
    name = tables.Column(_("Name"))
    work = tables.Column(_("Works as"))
    username = tables.Column(_("Username"))
    login = tables.Column(_("Login"))
    actions = ActionsColumn()


class LoginsTable(RowTable):
    row_template = "accounts/rows/listed_login.html"
    caption = _("Logins")

    name = tables.Column(_("Name"))
    username = tables.Column(_("Username"))
    password = tables.Column(_("One-time password"))
    until = tables.Column(_("Valid until"))
