"""allauth's documented seams, bent to one gate and to many districts (LIBRARIES: its own way mixes them)."""

from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from django.contrib import auth
from django.contrib.messages import get_messages
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import Account
from accounts.sessions import CHOOSING, IP, PROVEN, USER_AGENT
from accounts.signing_in import gate
from accounts.visitor import Visitor, ip_of, visitor_of
from schools import audit
from schools.requests import PortalRequest


class PortalAdapter(DefaultAccountAdapter):
    def authenticate(self, request: PortalRequest, **credentials: Any) -> Account:
        """Raises accounts.refusals.Refused, which allauth's forms show as it is."""
        name = credentials.get("email") or credentials.get("username") or ""
        return gate.enter(
            name=name, password=credentials["password"], visitor=visitor_of(request), now=timezone.now()
        )

    def get_login_stages(self) -> list[str]:
        """The gate has decided already."""
        return []

    def login(self, request: PortalRequest, account: Account) -> None:
        """Replace whatever session this browser had. An account that must choose has not signed in yet."""
        visitor = visitor_of(request)
        forget_messages(request)
        request.session.flush()
        auth.login(request, account)
        request.session.update({IP: visitor.ip, USER_AGENT: visitor.user_agent})
        if account.proven:
            request.session[PROVEN] = True
        if account.choosing:
            request.session[CHOOSING] = str(account.choosing)
        else:
            note_sign_in(account, visitor, now=timezone.now())

    def post_login(self, request: PortalRequest, account: Account, **kwargs: Any) -> HttpResponse:
        if account.choosing:
            return redirect("accounts:choose-password")
        return redirect(kwargs["redirect_url"] or self.get_login_redirect_url(request))

    def is_safe_url(self, url: str) -> bool:
        """A path of this very host: another district's is as foreign as any other."""
        return (
            url.startswith("/")
            and not url.startswith("//")
            and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
        )

    def new_user(self, request: PortalRequest) -> Account:
        return Account(district=request.district, created_at=timezone.now())

    def get_client_ip(self, request: PortalRequest) -> str:
        return ip_of(request) or ""


def forget_messages(request: PortalRequest) -> None:
    """What the last one at this browser was told, and has not been shown, is not for the next one."""
    list(get_messages(request))  # Django drops what was read


def note_sign_in(account: Account, visitor: Visitor, *, now: datetime) -> None:
    """C16: what was the current sign-in becomes the last one."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(
            last_sign_in_at=F("current_sign_in_at"),
            last_ip=F("current_ip"),
            current_sign_in_at=now,
            current_ip=visitor.ip,
            sign_in_count=F("sign_in_count") + 1,
        )
        audit.record_own(account.pk, audit.Verb.SIGNED_IN, at=now)


def next_page(request: PortalRequest) -> str:
    """Where the visitor was going, if that is on this very host."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return wanted if get_adapter().is_safe_url(wanted) else ""
