"""What the owner of an account did first, once signed in (C16).

Decided: the first thing sent that was accepted (a POST that led on), not the first page looked at; kept as
the name of its route. What belongs to coming in and going out does not count, nor the language.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from schools.requests import PortalRequest

NOT_COUNTED = frozenset(
    {
        "accounts:sign-in", "accounts:sign-out", "accounts:choose-password", "set-language",
        "accounts:asked-code", "accounts:verify-address", "accounts:reset-password",
        "accounts:confirm-email", "accounts:undo-email",
    }
)  # fmt: skip
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
