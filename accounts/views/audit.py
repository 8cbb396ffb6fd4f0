"""Home -> Manage -> Audit: who did what, newest first, as sentences (C12, SECURITY 30)."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.audit_reading import (
    About,
    about_account,
    about_student,
    events_within,
    names_of,
    narrowed,
    people_called,
)
from accounts.requests import SignedInRequest
from accounts.tables import AuditTable
from schools.capabilities import Capability
from schools.guards import requires
from schools.models import AuditEvent
from schools.paging import page_of
from schools.scope import Scope
from schools.sentences import GROUPS, actor_name, emulated_name, mentioned, school_name, sentence
from schools.text import typed_id, typed_search

PERIODS = {"1": _("Last 24 hours"), "7": _("Last 7 days"), "30": _("Last 30 days")}
# The signs that begin and end a direction of writing.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


@require_safe
@requires(Capability.VIEW_AUDIT)
def audit(request: SignedInRequest) -> HttpResponse:
    query = request.GET
    group, period = query.get("what", ""), query.get("days", "")
    found = narrowed(
        events_within(request.scope),
        about=_about(query, request.scope),
        verbs=GROUPS[group][1] if group in GROUPS else (),
        since=_since(period, timezone.now()),
    )
    page = page_of(found, keys=("-pk",), query=query)
    groups = {key: label for key, (label, _verbs) in GROUPS.items()}
    context = {
        "q": typed_search(query),
        "page": page,
        "table": AuditTable(_lines(page.rows, request.scope)),
        "groups": _filters(query, "what", groups, _("Everything")),
        "periods": _filters(query, "days", PERIODS, _("Any time")),
        "keep": [(name, query[name]) for name in ("what", "days") if name in query],
        "narrowed": any(name in query for name in ("q", "what", "days", "account", "student")),
    }
    return render(request, "accounts/audit.html", context)


def _about(query: QueryDict, scope: Scope) -> About | None:
    """Whom the address names: an account, a pupil, or by what was typed; None: anybody."""
    account, student = typed_id(query.get("account", "")), typed_id(query.get("student", ""))
    if account is not None:
        return about_account(account, scope=scope)
    if student is not None:
        return about_student(student, scope=scope)
    typed = typed_search(query)
    return people_called(typed, scope=scope) if typed else None


def _since(period: str, now: datetime) -> datetime | None:
    return now - timedelta(days=int(period)) if period in PERIODS else None


def _lines(events: list[AuditEvent], scope: Scope) -> list[dict[str, Any]]:
    names = {key: _isolated(name) for key, name in names_of(mentioned(events), scope=scope).items()}
    return [
        {
            "event": event,
            "sentence": sentence(event, names),
            "actor": actor_name(event, names),
            "emulated": emulated_name(event, names),
            "school": school_name(event, names),
        }
        for event in events
    ]


def _isolated(name: str) -> str:
    """A name that is written from right to left turns around only itself, not the sentence.

    Nor does one with signs in it that turn text around: a reason is typed by the very person it is about.
    """
    return f"\u2068{name.translate(_TURNING)}\u2069"


def _filters(query: QueryDict, name: str, choices: dict[str, Any], everything: Any) -> list[dict[str, Any]]:
    """As `components/toolbar.html` takes them; each keeps what else the address asks for."""
    chosen = query[name] if query.get(name) in choices else ""
    return [
        {"label": label, "url": _url(query, name, key), "current": key == chosen}
        for key, label in {"": everything, **choices}.items()
    ]


def _url(query: QueryDict, name: str, value: str) -> str:
    kept = query.copy()
    for gone in (name, "after", "before"):
        kept.pop(gone, None)
    if value:
        kept[name] = value
    return f"?{kept.urlencode()}"
