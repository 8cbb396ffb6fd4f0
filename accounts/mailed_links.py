"""Secrets in mails, each good for one thing and once (SECURITY 24).

A mail may show the same secret twice: as a link, whose token of 256 bits opens anywhere, and as a code of
eight signs, which opens only in the browser whose request the mail answers, in five tries. Looking at a
link changes nothing, for mail scanners look at all of them. What ends the sessions of an account ends its
links too: they carry its session epoch.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Q
from django.db.models.query import QuerySet
from django.utils.crypto import constant_time_compare

from accounts import lives
from accounts.models import Account, MailedLink, PublicRequest
from accounts.one_time_passwords import normalise_one_time_password, one_time_passwords
from roster.models import Student
from schools.envelope import digest
from schools.tenancy import current_district_id
from schools.text import grouped

Purpose = MailedLink.Purpose
LIVES = {
    Purpose.VERIFY: lives.VERIFICATION,
    Purpose.RESET: lives.RESET_LINK,
    Purpose.CHANGE_EMAIL: lives.VERIFICATION,
    Purpose.UNDO_EMAIL: lives.EMAIL_CHANGE_UNDO,
    Purpose.ADD_CHILD: lives.VERIFICATION,
}
CODE_LENGTH, CODE_TRIES = 8, 5
_COUNT_A_TRY = """
    UPDATE accounts_mailedlink SET code_tries = code_tries + 1
    WHERE district_id = %(district)s AND request_id = %(request)s AND code_digest <> ''
        AND ended_at IS NULL AND expires_at > %(now)s AND code_tries < %(tries)s
    RETURNING id, code_digest
"""


class NotLive(Exception):
    """Used, ended, replaced, of another purpose, account or district, or never made: nobody is told which."""


@dataclass(frozen=True)
class Secret:
    """What goes into the mail, and nowhere else."""

    token: str
    code: str  # empty where no request is answered: nowhere to type it
    expires_at: datetime

    @property
    def printed(self) -> str:
        """The code, grouped to be copied by hand."""
        return grouped(self.code.upper(), 4)


def issue(
    *,
    account: Account,
    purpose: Purpose,
    now: datetime,
    starts: datetime | None = None,
    request: PublicRequest | None = None,
    address: str = "",
    student: Student | None = None,
) -> Secret:
    """A new link in the caller's transaction; it ends the account's older ones of this purpose.

    starts: when the mail is sent, if a limit delays it: so long the older ones stay, or a stranger who asks
    again and again could kill each before its owner has opened it. request: whose browser may type the code.
    Ways back from a change of address do not replace each other (`usecases/own_email.py`).
    """
    held = Account.objects.select_for_update(no_key=True).get(pk=account.pk)  # issued one after the other
    if purpose != Purpose.UNDO_EMAIL:
        _give_way(held, purpose, max(starts or now, now), now)
    code = one_time_passwords(1)[0][:CODE_LENGTH] if request else ""
    secret = Secret(secrets.token_urlsafe(32), code, (starts or now) + LIVES[purpose])
    MailedLink.objects.create(
        account=held,
        purpose=purpose,
        token_digest=_token_digest(secret.token),
        code_digest=_code_digest(code, request) if request else "",
        request=request,
        address=address,
        student=student,
        epoch=held.session_epoch,
        created_at=now,
        expires_at=secret.expires_at,
    )
    return secret


def find(token: str, purpose: Purpose, *, now: datetime) -> MailedLink:
    """The live link with this token. Raises NotLive."""
    return _the_live(Q(token_digest=_token_digest(token), purpose=purpose), now)


def find_by_code(typed: str, *, request: PublicRequest, now: datetime) -> MailedLink:
    """The live link of this request with this code; each try counts, right or wrong. Raises NotLive."""
    expected = _code_digest(typed, request)
    facts: dict[str, Any] = {
        "district": current_district_id(), "request": request.pk, "now": now, "tries": CODE_TRIES,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_A_TRY, facts)
        matching = [pk for pk, held in cursor.fetchall() if constant_time_compare(held, expected)]
    return _the_live(Q(pk__in=matching), now)


def consume(link: MailedLink, *, now: datetime) -> Account:
    """Use it up, in the caller's transaction; its account, locked. Of many at once one succeeds.

    Raises NotLive.
    """
    account = Account.objects.select_for_update(no_key=True, of=("self",)).select_related("staff")
    locked = account.get(pk=link.account_id)
    if not _live(now).filter(pk=link.pk).update(ended_at=now):
        raise NotLive
    return locked


def end(account: Account, purposes: Iterable[Purpose], *, now: datetime) -> None:
    MailedLink.objects.filter(account=account, purpose__in=purposes, ended_at=None).update(ended_at=now)


def _give_way(account: Account, purpose: Purpose, to: datetime, now: datetime) -> None:
    """Older links of this purpose end when the newer one's mail leaves."""
    if to == now:
        end(account, [purpose], now=now)
        return
    older = MailedLink.objects.filter(account=account, purpose=purpose, ended_at=None)
    older.filter(expires_at__gt=to).update(expires_at=to)


def _live(now: datetime) -> QuerySet[MailedLink]:
    """The way back from a changed address outlives what the one who changed it does next (SECURITY 23)."""
    same_epoch = Q(epoch=F("account__session_epoch")) | Q(purpose=Purpose.UNDO_EMAIL)
    return MailedLink.objects.filter(same_epoch, ended_at=None, expires_at__gt=now, account__deleted_at=None)


def _the_live(wanted: Q, now: datetime) -> MailedLink:
    found = _live(now).filter(wanted).select_related("account__staff", "student").first()
    if found is None:
        raise NotLive
    return found


def _token_digest(token: str) -> str:
    """Unkeyed: nothing is guessed among 256 bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def _code_digest(code: str, request: PublicRequest) -> str:
    return digest(f"{request.pk}:{normalise_one_time_password(code)}", purpose="mailed_code")
