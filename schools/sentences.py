"""An audit event as one readable sentence. The log holds ids and counts; names are joined when it is read.

So somebody can be erased without touching the log: their rows then speak of "a former account".
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from schools.audit import Verb
from schools.capabilities import Capability, Role
from schools.models import AuditEvent
from schools.route_words import route_words

Names = Mapping[tuple[str, int], str]  # (kind, id) -> name; who is not in it no longer exists

SENTENCES: dict[str, str | Promise] = {
    Verb.DENIED: _("%(actor)s was refused: %(page)s."),
    Verb.SIGNED_IN: _("%(actor)s signed in."),
    Verb.SIGNED_OUT: _("%(actor)s signed out."),
    Verb.LOCKED_OUT: _("Ten wrong passwords locked %(object)s for five minutes."),
    Verb.ONE_TIME_ENTERED: _("%(actor)s entered a one-time password."),
    Verb.PASSWORD_CHOSEN: _("%(actor)s chose a password."),
    Verb.PASSWORD_CHANGED: _("%(actor)s changed their own password."),
    Verb.LOGINS_CREATED: _("%(actor)s created the login of %(object)s."),
    Verb.LOGINS_RESET: _("%(actor)s reset the login of %(object)s."),
    Verb.LOGINS_SHOWN: ngettext_lazy(
        "%(actor)s had %(count)d login shown with its access code (list %(object)s).",
        "%(actor)s had %(count)d logins shown with their access codes (list %(object)s).",
        "count",
    ),
    Verb.LOGINS_DOWNLOADED: ngettext_lazy(
        "%(actor)s downloaded a file with %(count)d login (list %(object)s).",
        "%(actor)s downloaded a file with %(count)d logins (list %(object)s).",
        "count",
    ),
    Verb.STAFF_LOGINS_CREATED: _("%(actor)s created the staff login of %(object)s."),
    Verb.STAFF_LOGINS_RESET: _("%(actor)s reset the staff login of %(object)s."),
    Verb.ROSTER_UPLOADED: _("%(actor)s handed in the roster file %(object)s."),
    Verb.ROSTER_APPLIED: ngettext_lazy(
        "%(actor)s applied the roster file %(object)s: %(count)d change.",
        "%(actor)s applied the roster file %(object)s: %(count)d changes.",
        "count",
    ),
    Verb.DISTRICT_CREATED: _("%(actor)s set up this district."),
    Verb.PARENT_REQUESTED: _("Somebody who was not signed in asked for help, number %(object)s."),
    Verb.PARENT_REGISTERED: _("%(object)s registered, or was invited to."),
    Verb.REQUEST_DECIDED: _("%(actor)s decided on the request with help number %(object)s."),
    Verb.CHILD_LINKED: _("%(actor)s linked %(object)s to a parent's account."),
    Verb.EMAIL_VERIFIED: _("%(object)s showed that the e-mail address is theirs."),
    Verb.EMAIL_REJECTED: _("The owner of the e-mail address did not know the account of %(object)s."),
    Verb.EMAIL_CHANGED: _("%(actor)s changed the e-mail address of %(object)s."),
    Verb.PARENTS_RESET: ngettext_lazy(
        "%(actor)s reset the parent login of %(object)s: %(count)d child to be proven again.",
        "%(actor)s reset the parent login of %(object)s: %(count)d children to be proven again.",
        "count",
    ),
    Verb.ADDRESS_CORRECTED: _("%(actor)s corrected the e-mail address of %(object)s."),
    Verb.MAIL_RESENT: _("%(actor)s had a mail to %(object)s sent again."),
    Verb.SCHOOL_OPENED: _("%(actor)s opened %(object)s to parents."),
    Verb.OPTIONS_CHANGED: _("%(actor)s changed the district's options."),
    Verb.ROLES_CHANGED: _("%(actor)s changed what %(object)s may do: %(before)s → %(after)s."),
    Verb.EMULATION_STARTED: _("%(actor)s began to look at the pages of %(object)s: “%(reason)s”"),
    Verb.EMULATION_ENDED: _("%(actor)s stopped looking at the pages of %(object)s."),
    Verb.CHILD_UNLINKED: _("%(actor)s removed %(child)s from the account of %(object)s."),
    Verb.CHILD_RELINKED: _("%(actor)s gave %(child)s back to the account of %(object)s."),
    Verb.ACCOUNT_CHANGED: _("%(actor)s changed the account of %(object)s: %(before)s → %(after)s."),
    Verb.ACCOUNT_DELETED: _("%(actor)s deleted the account of %(object)s."),
    Verb.ACCOUNT_RESTORED: _("%(actor)s brought back the account of %(object)s."),
}
# The filters of the audit page.
GROUPS: dict[str, tuple[str | Promise, frozenset[Verb]]] = {
    "sign-in": (
        _("Signing in"),
        frozenset(
            {Verb.SIGNED_IN, Verb.SIGNED_OUT, Verb.LOCKED_OUT, Verb.ONE_TIME_ENTERED, Verb.PASSWORD_CHOSEN,
             Verb.PASSWORD_CHANGED}
        ),
    ),
    "pupils": (
        _("Pupils' logins"),
        frozenset({Verb.LOGINS_CREATED, Verb.LOGINS_RESET, Verb.LOGINS_SHOWN, Verb.LOGINS_DOWNLOADED}),
    ),
    "parents": (
        _("Parents"),
        frozenset(
            {Verb.PARENT_REQUESTED, Verb.PARENT_REGISTERED, Verb.REQUEST_DECIDED, Verb.CHILD_LINKED,
             Verb.CHILD_UNLINKED, Verb.CHILD_RELINKED, Verb.EMAIL_VERIFIED, Verb.EMAIL_REJECTED,
             Verb.EMAIL_CHANGED, Verb.PARENTS_RESET, Verb.ADDRESS_CORRECTED, Verb.MAIL_RESENT}
        ),
    ),
    "accounts": (
        _("Accounts"), frozenset({Verb.ACCOUNT_CHANGED, Verb.ACCOUNT_DELETED, Verb.ACCOUNT_RESTORED})
    ),
    "looks": (_("Looks"), frozenset({Verb.EMULATION_STARTED, Verb.EMULATION_ENDED})),
    "staff": (
        _("Staff"), frozenset({Verb.STAFF_LOGINS_CREATED, Verb.STAFF_LOGINS_RESET, Verb.ROLES_CHANGED})
    ),
    "district": (
        _("Roster and options"),
        frozenset(
            {Verb.ROSTER_UPLOADED, Verb.ROSTER_APPLIED, Verb.DISTRICT_CREATED, Verb.SCHOOL_OPENED,
             Verb.OPTIONS_CHANGED}
        ),
    ),
    "denied": (_("Refusals"), frozenset({Verb.DENIED})),
}  # fmt: skip
_FORMER: dict[str, str | Promise] = {
    "account": _("a former account"),
    "student": _("a former pupil"),
    "contact": _("a former contact"),
    "staff": _("a former colleague"),
}


def mentioned(events: Iterable[AuditEvent]) -> set[tuple[str, int]]:
    """Whose names the sentences need."""
    found = set()
    for event in events:
        found |= {("account", pk) for pk in (event.actor_id, event.emulated_id) if pk is not None}
        if event.object_id is not None:
            found.add((event.object_kind, event.object_id))
        if event.school_id is not None:
            found.add(("school", event.school_id))
        found |= {(kind, event.details[kind]) for kind in ("emulation", "student") if kind in event.details}
    return found


def sentence(event: AuditEvent, names: Names) -> str:
    """In the reader's language, with the names that still exist."""
    details = event.details
    return SENTENCES[event.verb] % {
        "actor": actor_name(event, names),
        "object": _object_name(event, names),
        "count": event.count or 0,
        "page": _page(event),
        "before": _held(details.get("before")),
        "after": _held(details.get("after")),
        "child": _name("student", details.get("student", 0), names),
        "reason": names.get(("emulation", details.get("emulation", 0)), "…"),
    }


def actor_name(event: AuditEvent, names: Names) -> str:
    return _name("account", event.actor_id, names) if event.actor_id else gettext("The portal")


def emulated_name(event: AuditEvent, names: Names) -> str:
    """Whose pages the actor was looking at; empty: their own, or the sentence says so already."""
    if event.emulated_id is None or event.verb in (Verb.EMULATION_STARTED, Verb.EMULATION_ENDED):
        return ""
    return _name("account", event.emulated_id, names)


def school_name(event: AuditEvent, names: Names) -> str:
    return names.get(("school", event.school_id), "") if event.school_id else ""


def _object_name(event: AuditEvent, names: Names) -> str:
    if event.object_id is None:
        return gettext("a name that nobody has")
    return _name(event.object_kind, event.object_id, names)


def _page(event: AuditEvent) -> str:
    """Of a refusal: the route, and whose number its address held."""
    page = route_words(event.object_kind)
    if event.object_id is None:
        return page
    return gettext("%(page)s (no. %(number)d)") % {"page": page, "number": event.object_id}


def _name(kind: str, pk: int, names: Names) -> str:
    former = _FORMER.get(kind, _("something that is no longer there"))
    return names.get((kind, pk)) or str(former)


def _held(facts: Mapping[str, Any] | None) -> str:
    """What was changed, as `change_roles` or `change_account` of the accounts' use cases notes it."""
    if not facts:
        return gettext("no role")
    return _rights(facts) if "role" in facts else _good_until(facts)


def _good_until(facts: Mapping[str, Any]) -> str:
    """An account's last day, and whether it is there for tests only."""
    words = gettext("no last day")
    if facts["expires_at"]:
        last = timezone.localdate(datetime.fromisoformat(facts["expires_at"]) - timedelta(microseconds=1))
        words = gettext("last day %(day)s") % {"day": formats.date_format(last)}
    return gettext("%(last_day)s, test account") % {"last_day": words} if facts["is_test"] else words


def _rights(facts: Mapping[str, Any]) -> str:
    extras = [str(Capability(name).label) for name in facts["extra"]]
    role = str(Role(facts["role"]).label)
    return f"{role} + {get_text_list(extras, gettext('and'))}" if extras else role
