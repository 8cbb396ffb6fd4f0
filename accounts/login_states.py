"""What a teacher reads beside each pupil's name (A1, X2)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accounts.lives import CHOOSING, minutes_left
from accounts.queries import LoginFacts, login_facts, parent_login_facts, staff_login_facts


class State(StrEnum):
    NONE = "none"  # no login yet
    READY = "ready"  # a one-time password waits to be handed out, or is in the pupil's hands
    EXPIRED = "expired"  # the one-time password ended before a password was chosen
    OPENED = "opened"  # it was entered, nothing chosen yet
    OWN = "own"  # has an own password, which nobody can see
    LOCKED = "locked"
    OFF = "off"  # disabled, deleted or expired


@dataclass(frozen=True, slots=True)
class LoginState:
    person_id: int
    state: State = State.NONE
    account_id: int | None = None
    username: str = ""
    until: datetime | None = None  # READY: when the one-time password ends
    minutes: int = 0  # LOCKED: how many are left


def login_states(student_ids: Collection[int], *, now: datetime) -> dict[int, LoginState]:
    """The state of every pupil's own login, by student id: one statement for any number."""
    return _states(student_ids, login_facts(student_ids), now)


def staff_login_states(staff_ids: Collection[int], *, now: datetime) -> dict[int, LoginState]:
    """The same for staff, by the id of the staff member."""
    return _states(staff_ids, staff_login_facts(staff_ids), now)


def parent_login_states(account_ids: Collection[int], *, now: datetime) -> dict[int, LoginState]:
    """The same for parents, by the id of the account."""
    return _states(account_ids, parent_login_facts(account_ids), now)


def _states(ids: Collection[int], found: Collection[LoginFacts], now: datetime) -> dict[int, LoginState]:
    states = {person_id: LoginState(person_id) for person_id in ids}
    states.update((facts.person_id, _state(facts, now)) for facts in found)
    return states


def _state(facts: LoginFacts, now: datetime) -> LoginState:
    state = _which(facts, now)
    locked = state == State.LOCKED and facts.locked_until
    return LoginState(
        person_id=facts.person_id,
        state=state,
        account_id=facts.account_id,
        username=facts.username,
        until=facts.one_time_expires_at if state == State.READY else None,
        minutes=minutes_left(locked, now) if locked else 0,
    )


def _which(facts: LoginFacts, now: datetime) -> State:
    if facts.disabled_at or facts.deleted_at or _past(facts.account_expires_at, now):
        return State.OFF
    if facts.locked_until and now < facts.locked_until:
        return State.LOCKED
    if not facts.must_choose:
        return State.OWN
    if not facts.has_one_time:
        return State.EXPIRED
    if facts.opened_at:
        return State.EXPIRED if _past(facts.opened_at + CHOOSING, now) else State.OPENED
    return State.EXPIRED if _past(facts.one_time_expires_at, now) else State.READY


def _past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now
