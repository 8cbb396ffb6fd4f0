"""Staff see the portal as a parent or pupil does, and change nothing (C8, X11; SECURITY 28, 29).

The session stays the looker's own and holds the id of an `Emulation`. On each request all that allowed it
is asked again: request.account and request.scope are then the other person's, request.actor names both,
while request.user, the gates and the session's clocks stay the looker's. Nothing is written for a look that
has come to its end: until *Return* its session shows nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts import lives, standing
from accounts.models import Account, AccountStudent, AccountType, Emulation
from roster.models import Student
from schools.audit import Actor
from schools.capabilities import Capability
from schools.guards import deny
from schools.requests import PortalRequest
from schools.scope import Reach, Scope

EMULATION = "emulation"  # in the session: {"id": of the Emulation, "back": where it was begun}
# All that can be looked at: a parent's and a pupil's own pages without secrets and without a form.
SHOWN = frozenset({"home"})
WAYS_OUT = frozenset({"accounts:end-emulation", "accounts:sign-out"})
OVER = "accounts:emulation-over"
LATEST = 3  # looks that the owner is told of


class Barrier(StrEnum):
    """Why these pages are not looked at (403), though the account lies within reach."""

    ONESELF = "oneself"
    STAFF = "staff"
    PENDING = "pending"
    OFF = "off"  # disabled or deleted
    EXPIRED = "expired"
    NOTHING = "nothing"  # no linked child within reach


@dataclass(frozen=True)
class Look:
    """An emulation that this request's session holds; without one (erased meanwhile) it is over."""

    emulation: Emulation | None
    scope: Scope  # what is shown
    until: datetime
    over: bool

    @property
    def account(self) -> Account | None:
        return self.emulation.account if self.emulation else None

    @property
    def name(self) -> str:
        return owner_name(self.emulation.account) if self.emulation else ""

    @property
    def minutes(self) -> int:
        return lives.minutes_left(self.until, timezone.now())


def barrier(account: Account, *, actor_id: int | None, now: datetime) -> Barrier | None:
    """What forbids looking at this account's pages, wherever it is; None: nothing does."""
    if account.pk == actor_id:
        return Barrier.ONESELF
    if account.type not in (AccountType.PARENT, AccountType.STUDENT):
        return Barrier.STAFF
    if account.status != Account.Status.CONFIRMED:
        return Barrier.PENDING
    if standing.is_disabled(account, now=now):
        return Barrier.OFF
    return Barrier.EXPIRED if standing.has_expired(account, now=now) else None


def shown_scope(account: Account, scope: Scope, *, now: datetime) -> Scope:
    """Of what this parent or pupil sees, what the looker's own scope reaches: nobody sees more by it."""
    shown = AccountStudent.objects.showing(today=timezone.localdate(now)).filter(account=account)
    within = Student.objects.visible_to(scope, Capability.EMULATE)
    seen = frozenset(within.filter(pk__in=shown.values("student_id")).values_list("pk", flat=True))
    return Scope({Capability.VIEW_OWN: Reach(student_ids=seen)}) if seen else Scope()


def owner_name(account: Account) -> str:
    """As the register has them; who is not in it, by the sign-in name."""
    registered = account.primary_student if account.type == AccountType.STUDENT else account.contact
    return str(registered or account)


def looks_at(account_id: int, *, now: datetime) -> list[Emulation]:
    """The latest ones, for the owner of the pages."""
    told = Emulation.objects.filter(account=account_id, started_at__gt=now - lives.LOOKS_TOLD)
    return list(told.order_by("-started_at")[:LATEST])


class EmulationMiddleware:
    """Behind ScopeMiddleware. Sets request.emulation: the Look that is held, or None."""

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        request.emulation = _held(request)
        if request.emulation:
            _see_as(request, request.emulation)
        return self.get_response(request)

    def process_view(
        self, request: PortalRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Only what is shown, only GET; refusals leave an audit row with both ids."""
        look, route = request.emulation, request.resolver_match.view_name if request.resolver_match else ""
        if look is None or route in WAYS_OUT:
            return None
        reads = request.method in ("GET", "HEAD")
        if reads and look.over:
            return None if route == OVER else redirect(OVER)
        if reads and route in SHOWN:
            return None
        deny(request)
        raise PermissionDenied


def _held(request: PortalRequest) -> Look | None:
    if request.account is None or EMULATION not in request.session:
        return None
    mine = Emulation.objects.begun_in(account_id=request.user.pk, session_digest=request.session.digest)
    emulation = (
        mine.select_related("account__contact", "account__primary_student")
        .filter(pk=request.session[EMULATION]["id"])
        .first()
    )
    if emulation is None:
        return Look(None, Scope(), timezone.now(), over=True)
    now = timezone.now()
    scope = shown_scope(emulation.account, request.scope, now=now)
    return Look(emulation, scope, emulation.expires_at, over=_is_over(emulation, scope, now))


def _is_over(emulation: Emulation, scope: Scope, now: datetime) -> bool:
    """`scope`: what is left to see; it is empty for who lost the capability or the reach."""
    return (
        emulation.ended_at is not None
        or emulation.expires_at <= now
        or emulation.epoch != emulation.account.session_epoch
        or barrier(emulation.account, actor_id=emulation.actor_id, now=now) is not None
        or not scope.can(Capability.VIEW_OWN)
    )


def _see_as(request: PortalRequest, look: Look) -> None:
    """A look that is over shows nobody's pages."""
    request.actor = Actor(request.user.pk, look.account.pk if look.account else None)
    request.scope = Scope() if look.over else look.scope
    if look.account and not look.over:
        request.account = look.account
