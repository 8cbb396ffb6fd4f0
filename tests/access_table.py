"""The access matrix, written by hand: what each person gets from each route.

One word a person, in the order of `tests.people.WHO`:

    nobody pupil parent  teacher teacher_4b teacher_south lead clerk head head_south admin
    b_teacher b_head b_admin operator  leaver choosing

`in` leads to sign-in, `ch` to the choose page, `ok` is a redirect after something was done; the rest are
status codes. Objects asked for are those of Alder's class 4a: the class, its pupils, its teacher.
"""

from tests.people import WHO

OPEN_TO_ALL = "200 200 200  200 200 200 200 200 200 200 200  200 200 200 200  200 200"
EVERYBODY_SIGNED_IN = "in 200 200  200 200 200 200 200 200 200 200  200 200 200 200  in ch"
EVERYBODY_LEADS_ON = "in ok ok  ok ok ok ok ok ok ok ok  ok ok ok ok  in ch"
HELPERS = "in 403 403  403 403 403 403 200 200 200 200  403 200 200 403  in ch"
NO_SUCH_METHOD = "in 405 405  405 405 405 405 405 405 405 405  405 405 405 405  in ch"
OWN_CLASSES = "in 403 403  200 200 200 200 200 200 200 200  200 200 200 403  in ch"
THIS_CLASS = "in 403 403  200 404 404 200 200 200 404 200  404 404 404 403  in ch"
DISTRICT_ONLY = "in 403 403  403 403 403 403 403 403 403 200  403 403 200 403  in ch"
THIS_IMPORT = "in 403 403  403 403 403 403 403 403 403 200  403 403 404 403  in ch"
START_THIS_IMPORT = "in 403 403  403 403 403 403 403 403 403 ok  403 403 404 403  in ch"
THIS_STAFF = "in 403 403  403 403 403 403 403 ok 404 ok  403 404 404 403  in ch"
THIS_LOOK = "in 403 403  403 403 403 403 403 {ok} 404 {ok}  403 404 404 403  in ch"
THIS_ACCOUNT = "in 403 403  403 403 403 403 403 ok 404 ok  403 404 404 403  in ch"
RETURN = "in ok ok  ok ok ok ok ok ok ok ok  ok ok ok ok  in ch"
HELPS_PARENTS = "in 403 403  403 403 403 403 200 200 200 200  403 200 200 403  in ch"
THIS_CONTACT = "in 403 403  403 403 403 403 200 200 404 200  403 404 404 403  in ch"
HELP_THIS_PARENT = "in 403 403  403 403 403 403 ok ok 404 ok  403 404 404 403  in ch"
LEADS_A_SCHOOL = "in 403 403  403 403 403 403 403 200 200 200  403 200 200 403  in ch"
THIS_SCHOOL = "in 403 403  403 403 403 403 403 200 404 200  403 404 404 403  in ch"
OPEN_THIS_SCHOOL = "in 403 403  403 403 403 403 403 ok 404 ok  403 404 404 403  in ch"

PUBLIC = "200 200 200  200 200 200 200 200 200 200 200  200 200 200 200  200 ch"
LEADS_ON = "ok ok ok  ok ok ok ok ok ok ok ok  ok ok ok ok  ok ch"
READ_ONLY = "405 405 405  405 405 405 405 405 405 405 405  405 405 405 405  405 ch"

PARENTS_ONLY = "in 403 200  403 403 403 403 403 403 403 403  403 403 403 403  in ch"
# A token that nobody was mailed, at each place that takes one.
NO_SUCH_LINK = "404 404 404  404 404 404 404 404 404 404 404  404 404 404 404  404 ch"
MAILED_LINKS = (
    "accounts:verify-address", "accounts:reset-password", "accounts:confirm-email", "accounts:undo-email",
    "accounts:add-child-by-mail",
)  # fmt: skip

GET = {
    "home": EVERYBODY_SIGNED_IN,
    "set-language": "ok " * len(WHO),  # leads back and changes nothing
    "live": OPEN_TO_ALL,
    "ready": OPEN_TO_ALL,
    "mailbox": PUBLIC,
    "mailbox-mail": "404 404 404  404 404 404 404 404 404 404 404  404 404 404 404  404 ch",
    "accounts:sign-in": PUBLIC,
    "accounts:sign-out": "405 " * len(WHO),
    "accounts:register": PUBLIC,
    "accounts:register-facts": PUBLIC,
    "accounts:asked": LEADS_ON,  # this browser has asked for nothing
    "accounts:asked-code": READ_ONLY,
    "accounts:asked-again": READ_ONLY,
    "accounts:register-email": PUBLIC,
    "accounts:forgot": PUBLIC,
    **dict.fromkeys(MAILED_LINKS, NO_SUCH_LINK),
    "accounts:own-account": EVERYBODY_SIGNED_IN,
    "accounts:change-password": EVERYBODY_SIGNED_IN,
    "accounts:change-email": PARENTS_ONLY,
    "accounts:add-child": PARENTS_ONLY,
    "accounts:resend-verification": NO_SUCH_METHOD,
    "accounts:siblings": EVERYBODY_LEADS_ON,  # nobody's mailbox has just been proven
    "accounts:help-numbers": HELPERS,
    "accounts:decide-request": NO_SUCH_METHOD,
    "accounts:choose-password": "in ok ok  ok ok ok ok ok ok ok ok  ok ok ok ok  in 200",
    "accounts:classes": OWN_CLASSES,
    "accounts:class-logins": THIS_CLASS,
    "accounts:create-logins": NO_SUCH_METHOD,
    "accounts:reset-logins": NO_SUCH_METHOD,
    "accounts:show-logins": NO_SUCH_METHOD,
    # The list that the teacher made in this very session is nobody else's.
    "accounts:login-list": "in 403 403  200 404 404 404 404 404 404 404  404 404 404 403  in ch",
    "accounts:login-list-csv": NO_SUCH_METHOD,
    "accounts:staff": "in 403 403  403 403 403 200 403 200 200 200  403 200 200 403  in ch",
    "accounts:audit": "in 403 403  403 403 403 403 403 200 200 200  403 200 200 403  in ch",
    "accounts:staff-member": "in 403 403  403 403 403 200 403 200 404 200  403 404 404 403  in ch",
    "accounts:give-staff-role": NO_SUCH_METHOD,
    "accounts:staff-extras": NO_SUCH_METHOD,
    "accounts:end-staff-role": NO_SUCH_METHOD,
    "accounts:create-staff-logins": NO_SUCH_METHOD,
    "accounts:reset-staff-logins": NO_SUCH_METHOD,
    "accounts:portal-accounts": "in 403 403  403 403 403 403 403 200 200 200  403 200 200 403  in ch",
    "accounts:portal-account": "in 403 403  403 403 403 403 403 200 404 200  403 404 404 403  in ch",
    "accounts:change-portal-account": NO_SUCH_METHOD,
    "accounts:unlink-child": NO_SUCH_METHOD,
    "accounts:relink-child": NO_SUCH_METHOD,
    "accounts:delete-account": NO_SUCH_METHOD,
    "accounts:restore-account": NO_SUCH_METHOD,
    "accounts:emulate": THIS_LOOK.format(ok=200),
    "accounts:emulation-over": RETURN,  # without a look it leads home
    "accounts:end-emulation": NO_SUCH_METHOD,
    "accounts:student-search": OWN_CLASSES,
    "accounts:student": THIS_CLASS,
    "accounts:parents": HELPS_PARENTS,
    "accounts:reset-parents": NO_SUCH_METHOD,
    "accounts:mail-parents-link": NO_SUCH_METHOD,
    "accounts:corrected-addresses": HELPS_PARENTS,
    "accounts:correct-address": THIS_CONTACT,
    "accounts:schools": LEADS_A_SCHOOL,
    "accounts:school": THIS_SCHOOL,
    "accounts:open-school": NO_SUCH_METHOD,
    "roster:imports": DISTRICT_ONLY,
    "roster:import": THIS_IMPORT,
    "roster:import-progress": THIS_IMPORT,
    "roster:import-apply": NO_SUCH_METHOD,
    "roster:import-check": NO_SUCH_METHOD,
    "schools:options": DISTRICT_ONLY,
}

POST = {
    "home": NO_SUCH_METHOD,
    "set-language": "ok " * len(WHO),
    "live": "405 " * len(WHO),
    "ready": "405 " * len(WHO),
    "mailbox": READ_ONLY,
    "mailbox-mail": READ_ONLY,
    "accounts:sign-in": PUBLIC,
    "accounts:sign-out": "ok " * len(WHO),
    "accounts:register": READ_ONLY,
    "accounts:register-facts": LEADS_ON,
    "accounts:asked": READ_ONLY,
    "accounts:asked-code": LEADS_ON,
    "accounts:asked-again": LEADS_ON,
    "accounts:register-email": LEADS_ON,
    "accounts:forgot": LEADS_ON,
    **dict.fromkeys(MAILED_LINKS, NO_SUCH_LINK),
    "accounts:own-account": NO_SUCH_METHOD,
    "accounts:change-password": EVERYBODY_SIGNED_IN,  # the current password is wrong
    "accounts:change-email": PARENTS_ONLY,
    "accounts:add-child": "in 403 ok  403 403 403 403 403 403 403 403  403 403 403 403  in ch",
    "accounts:resend-verification": "in 403 403  403 403 403 403 ok ok 404 ok  403 404 404 403  in ch",
    "accounts:siblings": EVERYBODY_LEADS_ON,
    "accounts:help-numbers": NO_SUCH_METHOD,
    "accounts:decide-request": "in 403 403  403 403 403 403 ok ok 404 ok  403 404 404 403  in ch",
    "accounts:choose-password": "in ok ok  ok ok ok ok ok ok ok ok  ok ok ok ok  in ok",
    "accounts:classes": NO_SUCH_METHOD,
    "accounts:class-logins": NO_SUCH_METHOD,
    "accounts:create-logins": "in 403 403  ok 404 404 ok 403 ok 404 ok  404 404 404 403  in ch",
    "accounts:reset-logins": "in 403 403  ok 404 404 ok ok ok 404 ok  404 404 404 403  in ch",
    "accounts:show-logins": "in 403 403  ok 404 404 ok ok ok 404 ok  404 404 404 403  in ch",
    "accounts:login-list": NO_SUCH_METHOD,
    "accounts:login-list-csv": "in 403 403  200 404 404 404 404 404 404 404  404 404 404 403  in ch",
    "accounts:staff": NO_SUCH_METHOD,
    "accounts:audit": NO_SUCH_METHOD,
    "accounts:staff-member": NO_SUCH_METHOD,
    "accounts:give-staff-role": THIS_STAFF,
    "accounts:staff-extras": THIS_STAFF,
    "accounts:end-staff-role": THIS_STAFF,
    "accounts:create-staff-logins": THIS_STAFF,
    "accounts:reset-staff-logins": THIS_STAFF,
    "accounts:portal-accounts": NO_SUCH_METHOD,
    "accounts:portal-account": NO_SUCH_METHOD,
    "accounts:change-portal-account": THIS_ACCOUNT,
    "accounts:unlink-child": THIS_ACCOUNT,
    "accounts:relink-child": THIS_ACCOUNT,
    "accounts:delete-account": THIS_ACCOUNT,
    "accounts:restore-account": THIS_ACCOUNT,
    "accounts:emulate": THIS_LOOK.format(ok="ok"),
    "accounts:emulation-over": NO_SUCH_METHOD,
    "accounts:end-emulation": RETURN,
    "accounts:student-search": NO_SUCH_METHOD,
    "accounts:student": NO_SUCH_METHOD,
    "accounts:parents": NO_SUCH_METHOD,
    "accounts:reset-parents": HELP_THIS_PARENT,
    "accounts:mail-parents-link": HELP_THIS_PARENT,
    "accounts:corrected-addresses": NO_SUCH_METHOD,
    "accounts:correct-address": HELP_THIS_PARENT,
    "accounts:schools": NO_SUCH_METHOD,
    "accounts:school": NO_SUCH_METHOD,
    "accounts:open-school": OPEN_THIS_SCHOOL,
    "roster:imports": DISTRICT_ONLY,
    "roster:import": NO_SUCH_METHOD,
    "roster:import-progress": NO_SUCH_METHOD,
    "roster:import-apply": START_THIS_IMPORT,
    "roster:import-check": START_THIS_IMPORT,
    "schools:options": "in 403 403  403 403 403 403 403 403 403 ok  403 403 ok 403  in ch",
}
