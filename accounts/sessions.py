"""Django's session engine over `PortalSession`. The cookie's value is never stored, only its SHA-256.

One statement loads the session with its account. A visitor who does not sign in gets no row: nothing of
ours writes into an anonymous session. Row-level security binds a session to its district: on another
district's host its cookie finds nothing.
"""

import hashlib
import json
import secrets
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.utils import timezone

from accounts import lives
from accounts.models import Account, PortalSession

CHOOSING, IP, USER_AGENT = "choosing", "ip", "user_agent"
PROVEN = "proven"  # its owner has just shown that the mailbox on record is theirs
# What has a column of its own; everything else is the JSON in `data`. Django keeps the account's
# `get_session_auth_hash` beside its id: ours is the session epoch.
COLUMNS = {
    SESSION_KEY: "account_id",
    HASH_SESSION_KEY: "epoch",
    CHOOSING: "choosing",
    IP: "ip",
    USER_AGENT: "user_agent",
}
EMPTY = {"account_id": None, "epoch": 0, "choosing": None, "ip": None, "user_agent": ""}


class SessionStore(SessionBase):
    """request.session, with the row it came from and what that row tells."""

    row: PortalSession | None = None
    _session: dict[str, Any]  # Django's property: loads once

    @property
    def account(self) -> Account | None:
        """Whose session this browser presented; the rules of `session_rules` decide whether it counts."""
        self._session  # noqa: B018 - loads
        return self.row.account if self.row else None

    @property
    def digest(self) -> str:
        """Names this session in the database, e.g. on a list made in it. Empty before the first save."""
        return _digest(self.session_key) if self.session_key else ""

    def load(self) -> dict[str, Any]:
        self.row = (
            PortalSession.objects.select_related("account__staff")
            .filter(digest=self.digest, expires_at__gt=timezone.now())
            .first()
        )
        if self.row is None:
            self._session_key = None  # a value that somebody brought along is never taken up
            return {}
        columns = {key: getattr(self.row, column) for key, column in COLUMNS.items()}
        present = {key: str(value) for key, value in columns.items() if value not in (None, "")}
        return json.loads(self.row.data or "{}") | present

    def save(self, must_create: bool = False) -> None:
        facts = self._facts()
        if self.session_key is None or must_create:
            self._insert(facts)
        elif not PortalSession.objects.filter(digest=self.digest).update(**facts):
            raise UpdateError  # ended meanwhile: it does not come back

    def cycle_key(self) -> None:
        """Keep what the session holds under a new key; the row follows when it is saved."""
        self._session  # noqa: B018 - loads while there is a row
        self.delete()
        self._session_key, self.row, self.modified = None, None, True

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            PortalSession.objects.filter(digest=_digest(key)).delete()

    def flush(self) -> None:
        super().flush()
        self.row = None

    def _insert(self, facts: dict[str, Any]) -> None:
        now = timezone.now()
        self._session_key = secrets.token_urlsafe(32)
        PortalSession.objects.create(
            digest=self.digest, created_at=now, expires_at=now + lives.SESSION, **facts
        )

    def _facts(self) -> dict[str, Any]:
        held = self._session
        rest = {key: value for key, value in held.items() if key not in COLUMNS}
        columns = {column: held[key] for key, column in COLUMNS.items() if key in held}
        return {**EMPTY, **columns, "data": json.dumps(rest) if rest else ""}


def _digest(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()
