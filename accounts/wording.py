"""What a state is called on a page: a word, an icon's kind, and the exact words on hover."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accounts import standing
from accounts.lives import minutes_left
from accounts.login_states import LoginState, State
from accounts.models import Account, AccountStudent


@dataclass(frozen=True, slots=True)
class Chip:
    """As `components/chip.html` takes it."""

    kind: str
    word: str | Promise
    title: str = ""


_WORDS = {
    State.NONE: ("off", gettext_lazy("No login yet")),
    State.READY: ("wait", gettext_lazy("Not used yet")),
    State.OPENED: ("wait", gettext_lazy("Choosing a password")),
    State.EXPIRED: ("warn", gettext_lazy("One-time password ended")),
    State.OWN: ("ok", gettext_lazy("Own password")),
    State.LOCKED: ("bad", gettext_lazy("Locked")),
    State.OFF: ("off", gettext_lazy("Switched off")),
}


def chip_of(state: LoginState) -> Chip:
    """The state beside a person's name."""
    kind, word = _WORDS[state.state]
    if state.state == State.LOCKED:
        return Chip(kind, _locked(state.minutes))
    if state.state == State.READY and state.until:
        return Chip(
            kind, word, _("The one-time password works until %(until)s") % {"until": day(state.until)}
        )
    return Chip(kind, word)


_TYPED = {
    "pupil": gettext_lazy("Student number or pupil code"),
    "given_name": gettext_lazy("First name"),
    "family_name": gettext_lazy("Last name"),
    "username": gettext_lazy("Username"),
    "email": gettext_lazy("E-mail address"),
    "login": gettext_lazy("Username or e-mail"),
}


def typed_lines(typed: Mapping[str, str]) -> list[tuple[str | Promise, str]]:
    """What somebody typed into a public form, each with the label of its field."""
    return [(label, typed[name]) for name, label in _TYPED.items() if typed.get(name)]


def parent_chip(account: Account, link_status: str, login: LoginState) -> Chip:
    """The state beside a parent and child: what is to be proven comes before what the login can.

    But for a mailed password that waits: entering it proves the child.
    """
    if login.state in (State.OFF, State.LOCKED, State.READY):
        return chip_of(login)
    if link_status == AccountStudent.Status.UNPROVEN:
        return Chip("warn", AccountStudent.Status.UNPROVEN.label, _("Registers again, or adds the child"))
    if account.status == Account.Status.PENDING:
        return Chip("wait", Account.Status.PENDING.label)
    return chip_of(login)


def account_chip(account: Account, *, locked_until: datetime | None, now: datetime) -> Chip:
    """The state of an account: what stands in its way first, then whether its address is verified."""
    if account.deleted_at:
        return Chip("off", _("Deleted"), day(account.deleted_at))
    if standing.is_disabled(account, now=now):
        return Chip("off", pgettext("account", "Switched off"))
    if account.expires_at and standing.has_expired(account, now=now):
        return Chip("warn", _("Expired"), _("since %(day)s") % {"day": day(account.expires_at)})
    if locked_until:
        return Chip("bad", _locked(minutes_left(locked_until, now)))
    if account.status == Account.Status.PENDING:
        return Chip("wait", _("Pending"), _("The e-mail address is not verified yet."))
    return Chip("ok", _("Confirmed"))


def day(moment: datetime) -> str:
    """Day and time where the district is, in the reader's manner."""
    return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _locked(minutes: int) -> str:
    text = ngettext("Locked for %(count)d minute", "Locked for %(count)d minutes", minutes)
    return text % {"count": minutes}
