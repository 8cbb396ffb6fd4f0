"""What each route is called where people read of it: the menu, the audit's refusals, who did what first.

By name only: the apps above own the routes. `tests/accounts/test_audit_page.py` walks them all; one without
words fails there.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ROUTE_WORDS: dict[str, str | Promise] = {
    "home": _("Home"),
    "set-language": _("Change the language"),
    "mailbox": _("Caught mails"),
    "mailbox-mail": _("Caught mails"),
    # Coming in
    "accounts:sign-in": _("Sign in"),
    "accounts:choose-password": _("Choose a password"),
    "accounts:register": _("Create a new account"),
    "accounts:register-facts": _("Register with a child's number"),
    "accounts:register-email": _("Register with an e-mail address"),
    "accounts:forgot": _("Forgotten password"),
    "accounts:asked": _("Answer to a request"),
    "accounts:asked-again": _("Ask for a mail again"),
    "accounts:asked-code": _("Enter the code from a mail"),
    "accounts:verify-address": _("Confirm an e-mail address"),
    "accounts:reset-password": _("New password by mailed link"),
    "accounts:confirm-email": _("Confirm a new e-mail address"),
    "accounts:undo-email": _("Take back a new e-mail address"),
    "accounts:add-child-by-mail": _("Add a child by mailed link"),
    # One's own account
    "accounts:own-account": _("My account"),
    "accounts:change-password": _("Change one's own password"),
    "accounts:change-email": _("Change one's own e-mail address"),
    "accounts:add-child": _("Add a child"),
    "accounts:siblings": _("Add other children of the family"),
    # Pupils
    "accounts:classes": _("Manage Student Logins"),
    "accounts:class-logins": _("The logins of a class"),
    "accounts:create-logins": _("Create pupils' logins"),
    "accounts:reset-logins": _("Reset pupils' logins"),
    "accounts:show-logins": _("Show access codes"),
    "accounts:login-list": _("A list of logins"),
    "accounts:login-list-csv": _("A list of logins as a file"),
    "accounts:student-search": _("Search for pupils"),
    "accounts:student": _("A pupil's page"),
    # Parents
    "accounts:parents": _("Reset Parent Login"),
    "accounts:reset-parents": _("Reset parents' logins"),
    "accounts:mail-parents-link": _("Mail parents a password link"),
    "accounts:corrected-addresses": _("Corrected addresses"),
    "accounts:correct-address": _("Correct an e-mail address"),
    "accounts:help-numbers": _("Help numbers"),
    "accounts:decide-request": _("Decide on a help number"),
    "accounts:schools": _("Schools"),
    "accounts:school": _("A school's page"),
    "accounts:open-school": _("Open a school to parents"),
    # Accounts
    "accounts:portal-accounts": _("Manage Parent/Student Accounts"),
    "accounts:portal-account": _("An account's page"),
    "accounts:change-portal-account": _("Change an account"),
    "accounts:resend-verification": _("Send the verification mail again"),
    "accounts:unlink-child": _("Take a child off an account"),
    "accounts:relink-child": _("Give a child back to an account"),
    "accounts:delete-account": _("Delete an account"),
    "accounts:restore-account": _("Bring back an account"),
    "accounts:emulate": _("See somebody's pages"),
    "accounts:emulation-over": _("End of a look at somebody's pages"),
    # Staff
    "accounts:staff": _("Staff"),
    "accounts:staff-member": _("A colleague's page"),
    "accounts:create-staff-logins": _("Create staff logins"),
    "accounts:reset-staff-logins": _("Reset staff logins"),
    "accounts:give-staff-role": _("Give a role"),
    "accounts:staff-extras": _("Change what a role allows"),
    "accounts:end-staff-role": _("End a role"),
    # The district
    "accounts:audit": _("Audit"),
    "roster:imports": _("Roster import"),
    "roster:import": _("A roster file"),
    "roster:import-progress": _("A roster file"),
    "roster:import-check": _("Check a roster file"),
    "roster:import-apply": _("Apply a roster file"),
    "schools:options": _("District options"),
}


def route_words(route: str) -> str:
    """In the reader's language; the log outlives routes."""
    return str(ROUTE_WORDS.get(route) or gettext("a page that is no longer there"))
