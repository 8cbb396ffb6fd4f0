"""The language switch of every page: the browser keeps the choice, and so does the account of who signed in.

What was chosen in this browser comes first; where nothing was, signing in brings the account's language.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views import i18n

from accounts.models import Account, AccountType
from schools.requests import PortalRequest


@login_not_required
def set_language(request: PortalRequest) -> HttpResponse:
    """Also for who is not signed in. Leads back; only a POST with a language we speak changes anything."""
    response = i18n.set_language(request)
    chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
    if request.account and chosen and chosen.value in dict(settings.LANGUAGES):
        request.account.language = chosen.value
        request.account.save(update_fields=["language"])
    return response


def bring_language(request: PortalRequest, response: HttpResponse, account: Account) -> None:
    """After signing in: the account's language, in a browser where nobody chose one."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or account.language not in dict(settings.LANGUAGES):
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        account.language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def take_language_away(response: HttpResponse, account: Account | None) -> None:
    """After signing out: pupils share computers, and the next one did not choose this language."""
    if account and account.type == AccountType.STUDENT:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
