"""What an account's own use leaves on it: its last page request and its first action (C16).

Decided: the first action is the first thing sent that was accepted (a POST that led on), not the first page
looked at; kept as the name of its route. What belongs to coming in and going out does not count, nor the
language.
"""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils import timezone

from accounts import last_requests
from accounts.models import Account, AccountType
from schools.requests import PortalRequest

NOT_AN_ACTION = frozenset(
    {
        "accounts:sign-in", "accounts:sign-out", "accounts:choose-password", "set-language",
        "accounts:asked-code", "accounts:verify-address", "accounts:reset-password",
        "accounts:confirm-email", "accounts:undo-email",
    }
)  # fmt: skip


class TracesMiddleware:
    """Of parents and pupils only, and only of themselves: whoever emulates them leaves no trace here."""

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        response = self.get_response(request)
        account = request.user
        if account.is_authenticated and account.type != AccountType.STAFF:
            last_requests.note(account.pk, now=timezone.now())
            _note_first_action(account, request, response.status_code)
        return response


def _note_first_action(account: Account, request: PortalRequest, status: int) -> None:
    """Once an account, by one conditional update; every later request only compares."""
    match = request.resolver_match
    if account.first_action or request.method != "POST" or status // 100 != 3 or match is None:
        return
    if match.view_name not in NOT_AN_ACTION:
        Account.objects.filter(pk=account.pk, first_action="").update(first_action=match.view_name[:30])
