"""The append-only record of who did what (X11, SECURITY 30). Written in the transaction of the change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from schools.models import AuditEvent


class Verb(models.TextChoices):
    """What can have happened."""

    DENIED = "denied"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    LOCKED_OUT = "locked_out"
    ONE_TIME_ENTERED = "one_time_entered"
    PASSWORD_CHOSEN = "password_chosen"  # noqa: S105 - a verb
    LOGINS_CREATED = "logins_created"
    LOGINS_RESET = "logins_reset"
    LOGINS_SHOWN = "logins_shown"
    LOGINS_DOWNLOADED = "logins_downloaded"
    STAFF_LOGINS_CREATED = "staff_logins_created"
    STAFF_LOGINS_RESET = "staff_logins_reset"
    ROSTER_UPLOADED = "roster_uploaded"
    ROSTER_APPLIED = "roster_applied"
    DISTRICT_CREATED = "district_created"
    PARENT_REQUESTED = "parent_requested"
    PARENT_REGISTERED = "parent_registered"
    REQUEST_DECIDED = "request_decided"
    CHILD_LINKED = "child_linked"
    EMAIL_VERIFIED = "email_verified"
    EMAIL_REJECTED = "email_rejected"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a verb
    EMAIL_CHANGED = "email_changed"
    PARENTS_RESET = "parents_reset"
    ADDRESS_CORRECTED = "address_corrected"
    MAIL_RESENT = "mail_resent"
    SCHOOL_OPENED = "school_opened"
    OPTIONS_CHANGED = "options_changed"
    ROLES_CHANGED = "roles_changed"
    EMULATION_STARTED = "emulation_started"
    EMULATION_ENDED = "emulation_ended"
    CHILD_UNLINKED = "child_unlinked"
    CHILD_RELINKED = "child_relinked"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_DELETED = "account_deleted"
    ACCOUNT_RESTORED = "account_restored"


@dataclass(frozen=True)
class Actor:
    """Who is at the keyboard; when emulating, also whose pages they see. No account: the installation."""

    account_id: int | None
    emulated_id: int | None = None


SYSTEM = Actor(None)


def event(
    *,
    actor: Actor,
    verb: Verb,
    at: datetime,
    object_kind: str = "",
    object_id: int | None = None,
    school_id: int | None = None,
    count: int | None = None,
    details: Mapping[str, Any] | None = None,
    once_key: str | None = None,
) -> AuditEvent:
    """An unsaved row, for callers that write many at once."""
    return AuditEvent(
        at=at,
        verb=verb,
        actor_id=actor.account_id,
        emulated_id=actor.emulated_id,
        object_kind=object_kind,
        object_id=object_id,
        school_id=school_id,
        count=count,
        details=dict(details or {}),
        once_key=once_key,
    )


def record(**facts: Any) -> None:
    """Write one row (the facts of `event`): ids and counts only, never a name or a secret."""
    event(**facts).save(force_insert=True)


def record_own(account_id: int, verb: Verb, *, at: datetime, **facts: Any) -> None:
    """One row of what somebody did with their own account."""
    record(actor=Actor(account_id), verb=verb, at=at, object_kind="account", object_id=account_id, **facts)


def record_denial(*, actor: Actor, route: str, object_id: int | None, at: datetime) -> None:
    """One row a minute for the same person, route and object: a script in a loop cannot flood the log."""
    denial = event(
        actor=actor,
        verb=Verb.DENIED,
        at=at,
        object_kind=route[:30],
        object_id=object_id,
        once_key=f"{actor.account_id}:{actor.emulated_id}:{route}:{object_id}:{at:%Y%m%d%H%M}",
    )
    AuditEvent.objects.bulk_create([denial], ignore_conflicts=True)
