"""What an account's own use leaves on it: its last page request and its first action (C16)."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils import timezone

from accounts import last_requests
from accounts.first_action import note_first_action
from accounts.models import AccountType
from schools.requests import PortalRequest


class TracesMiddleware:
    """Of parents and pupils only, and only of themselves: whoever emulates them leaves no trace here."""

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        response = self.get_response(request)
        account = request.user
        if account.is_authenticated and account.type != AccountType.STAFF:
            last_requests.note(account.pk, now=timezone.now())
            note_first_action(account, request, response.status_code)
        return response
