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


class AuditTable(RowTable):
    row_template = "accounts/rows/audit_event.html"
    caption = _("Events")

    when = tables.Column(_("When"))
    sentence = tables.Column(_("What happened"))
    school = tables.Column(_("School"))
    actions = ActionsColumn()


class LoginsTable(RowTable):
    row_template = "accounts/rows/listed_login.html"
    caption = _("Logins")

    name = tables.Column(_("Name"))
    username = tables.Column(_("Username"))
    password = tables.Column(_("One-time password"))
    until = tables.Column(_("Valid until"))


class ParentsTable(RowTable):
    row_template = "accounts/rows/parent.html"
    caption = _("Parents, a row for each child")

    tick = TickColumn()
    name = tables.Column(_("Parent"))
    child = tables.Column(_("Child"))
    account = tables.Column(_("Signs in as"))
    login = tables.Column(_("Login"))
    actions = ActionsColumn()


class ContactsTable(RowTable):
    row_template = "accounts/rows/contact.html"
    caption = _("Contacts on this pupil's record")

    name = tables.Column(_("Name"))
    address = tables.Column(_("E-mail on record"))
    login = tables.Column(_("Login"))
    actions = ActionsColumn()


class CorrectedAddressesTable(RowTable):
    row_template = "accounts/rows/corrected_address.html"
    caption = _("Addresses that the office has corrected")

    name = tables.Column(_("Contact"))
    number = tables.Column(_("Contact id"))
    old = tables.Column(_("The roster says"))
    new = tables.Column(_("Corrected to"))


class SchoolsTable(RowTable):
    row_template = "accounts/rows/school.html"
    caption = _("Schools")

    name = tables.Column(_("School"))
    status = tables.Column(_("Parents"))


class PortalAccountsTable(RowTable):
    row_template = "accounts/rows/portal_account.html"
    caption = _("Parent and student accounts")

    account = tables.Column(_("Account"))
    number = NumberColumn(_("Account ID"))
    type = tables.Column(_("Type"))
    status = tables.Column(_("Status"))
    current = tables.Column(_("Current sign-in"))
    last = tables.Column(_("Last sign-in"))
    ip = tables.Column(_("Last IP address"))
    pupils = tables.Column(_("Pupils"))


class PupilsOfAccountTable(RowTable):
    row_template = "accounts/rows/pupil_of_account.html"
    caption = _("Pupils of this account")

    pupil = tables.Column(_("Pupil"))
    role = tables.Column(_("Relation"))
    status = tables.Column(_("Status"))
    code = tables.Column(_("Help number"))
    since = tables.Column(_("Since"))
    actions = ActionsColumn()
