"""How long everything of accounts that ends by itself lives: the only place that says so."""

import math
from datetime import datetime, timedelta

NEW_LOGIN = timedelta(days=30)
NEW_LOGIN_SHORTEST, NEW_LOGIN_LONGEST = timedelta(days=1), timedelta(days=45)
RESET_LOGIN = timedelta(days=7)
MAILED_PASSWORD = timedelta(hours=72)
STAFF_LOGIN = timedelta(hours=72)  # the first admin's too
RESET_LINK = timedelta(hours=2)
VERIFICATION = timedelta(days=7)
EMAIL_CHANGE_UNDO = timedelta(days=7)
UNDO = timedelta(hours=24)  # of a deletion, of a child taken off
PREPARED_DOWNLOAD = timedelta(minutes=10)

CHOOSING = timedelta(minutes=20)  # the page that can only choose a password, from the first right entry on
ENTRIES, STAFF_ENTRIES = 5, 1  # times a one-time password opens that page

SESSION = timedelta(hours=8)  # whatever happens in it
IDLE = {"student": timedelta(minutes=15), "parent": timedelta(minutes=30), "staff": timedelta(minutes=30)}
SEEN_REFRESH = timedelta(minutes=1)  # how exactly the idle clock is kept

LOCKOUT = timedelta(minutes=5)  # C5

EMULATION = timedelta(minutes=30)  # looking at somebody's pages (X11)
LOOKS_TOLD = timedelta(days=365)  # how long the owner of the pages is told of it

MAIL_TRIED = timedelta(hours=24)  # a mail that the server keeps putting off
SETTLING = timedelta(days=7)  # an address that an import brought, before it is trusted (SECURITY 21)

# How long what is over is kept, to be looked up
REQUESTS_KEPT = timedelta(days=14)  # what was typed behind a help number
ATTEMPTS_KEPT = timedelta(days=1)
LINKS_KEPT = timedelta(days=30)
MAILS_KEPT = timedelta(days=90)  # what became of them, long after their content is wiped


def minutes_left(until: datetime, now: datetime) -> int:
    """The begun one included; 0 when it is over."""
    return max(0, math.ceil((until - now) / timedelta(minutes=1)))
