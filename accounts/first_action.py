"""What the owner of an account did first, once signed in (C16).

Decided: the first thing sent that was accepted (a POST that led on), not the first page looked at; kept as
the name of its route. Choosing the first password or the language and signing out do not count.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from schools.requests import PortalRequest

NOT_COUNTED = frozenset({"accounts:sign-in", "accounts:choose-password", "accounts:sign-out", "set-language"})
LABELS: dict[str, str | Promise] = {
    "accounts:add-child": _("Added a child"),
    "accounts:siblings": _("Added other children of the family"),
    "accounts:change-password": _("Changed the password"),
    "accounts:change-email": _("Changed the e-mail address"),
}


def action_label(route: str) -> str:
    """The route in words; a route that has none yet speaks for itself."""
    return str(LABELS.get(route, route.partition(":")[2].replace("-", " ").capitalize()))


def note_first_action(account: Account, request: PortalRequest, status: int) -> None:
    """Once an account, by one conditional update; every later request only compares."""
    match = request.resolver_match
    if account.first_action or request.method != "POST" or status // 100 != 3 or match is None:
        return
    if match.view_name not in NOT_COUNTED:
        Account.objects.filter(pk=account.pk, first_action="").update(first_action=match.view_name[:30])
