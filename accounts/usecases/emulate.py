"""Begin and end a look at somebody's pages (C8, X11)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import lives
from accounts.emulation import Barrier, barrier, shown_scope
from accounts.models import Account, Emulation
from accounts.signing_in import gate
from schools import audit
from schools.audit import Actor, Verb
from schools.capabilities import Capability
from schools.scope import Scope


class NotAllowed(Exception):
    """These pages are nobody's to look at."""

    def __init__(self, barrier: Barrier) -> None:
        super().__init__(barrier)
        self.barrier = barrier


class AlreadyLooking(Exception):
    """One look at a time: nobody looks on through somebody else's eyes."""


def ensure_may_look(account: Account, *, actor: Actor, scope: Scope, now: datetime) -> None:
    """Raises NotAllowed or AlreadyLooking where `actor` may not look at these pages."""
    if actor.emulated_id is not None:
        raise AlreadyLooking
    barred = barrier(account, actor_id=actor.account_id, now=now)
    if barred is None and not shown_scope(account, scope, now=now).can(Capability.VIEW_OWN):
        barred = Barrier.NOTHING
    if barred:
        raise NotAllowed(barred)


def start_emulation(
    *,
    account: Account,
    looker: Account,
    actor: Actor,
    scope: Scope,
    password: str,
    reason: str,
    session_digest: str,
    now: datetime,
) -> Emulation:
    """Let `looker` see the pages of `account`, which the caller has found within the looker's `scope`.

    `password` is the looker's own, asked again. Raises NotAllowed, AlreadyLooking, or an
    accounts.refusals.Refused (wrong password, locked).
    """
    ensure_may_look(account, actor=actor, scope=scope, now=now)
    gate.confirm(account=looker, password=password, now=now)
    emulation = Emulation(
        account=account,
        epoch=account.session_epoch,
        actor_id=looker.pk,
        session_digest=session_digest,
        reason=reason,
        started_at=now,
        expires_at=now + lives.EMULATION,
    )
    try:
        with transaction.atomic():
            _end_lost(looker, session_digest, now)
            emulation.save()
            _record(Verb.EMULATION_STARTED, emulation, now)
    except IntegrityError as error:  # begun twice at once: the database lets a session have one
        raise AlreadyLooking from error
    return emulation


def end_emulation(*, emulation: Emulation, now: datetime) -> None:
    """By *Return* or signing out, also when its time is over already. A second time does nothing."""
    with transaction.atomic():
        if Emulation.objects.filter(pk=emulation.pk, ended_at=None).update(ended_at=now):
            _record(Verb.EMULATION_ENDED, emulation, now)


def _end_lost(looker: Account, session_digest: str, now: datetime) -> None:
    """One that was begun here and that the session never learnt of: its answer was lost on the way."""
    mine = Emulation.objects.begun_in(account_id=looker.pk, session_digest=session_digest)
    for lost in mine.filter(ended_at=None):
        end_emulation(emulation=lost, now=now)


def _record(verb: Verb, emulation: Emulation, now: datetime) -> None:
    audit.record(
        actor=Actor(emulation.actor_id, emulation.account_id),
        verb=verb,
        at=now,
        object_kind="account",
        object_id=emulation.account_id,
        details={"emulation": emulation.pk},
    )
