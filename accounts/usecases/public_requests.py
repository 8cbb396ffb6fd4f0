"""What somebody who is not signed in asks for is written down, and that is all a page does (X16).

Whoever asks, the same statements run and the same page follows: `accounts/answering/` finds out later
what it means. A limit delays the answer, by an hour at most; it never drops one, so that nobody can keep
a family out (SECURITY 20).
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import IntegrityError, connection, transaction

from accounts.help_numbers import fresh_help_number
from accounts.lives import REQUESTS_KEPT
from accounts.models import PublicRequest
from accounts.visitor import Visitor
from schools import audit, jobs
from schools.envelope import Unsealable, digest, seal, unseal
from schools.tenancy import current_district_id
from schools.text import only_signs

log = structlog.get_logger("accounts.requests")
TASK = "accounts.tasks.answer_requests"
WINDOW = timedelta(hours=1)
# How many in that time are answered at once; one more waits until the first of them is an hour old.
OF_BROWSER, ON_SUBJECT, IN_DISTRICT = 5, 5, 500
ALARM = 200  # in a district and that time: somebody tries numbers, or a whole school registers
# The field that says whom a request is about.
SUBJECT = {
    PublicRequest.Kind.FACTS: "pupil",
    PublicRequest.Kind.EMAIL: "email",
    PublicRequest.Kind.FORGOT: "login",
    PublicRequest.Kind.RESEND: "email",
    PublicRequest.Kind.CHILD: "pupil",
}
_DUE = """
    SELECT greatest(
        %(now)s,
        (SELECT created_at FROM accounts_publicrequest
         WHERE district_id = %(district)s AND browser_digest = %(browser)s AND created_at > %(since)s
         ORDER BY created_at DESC OFFSET %(of_browser)s LIMIT 1) + %(window)s,
        (SELECT created_at FROM accounts_publicrequest
         WHERE district_id = %(district)s AND subject_digest = %(subject)s AND created_at > %(since)s
         ORDER BY created_at DESC OFFSET %(on_subject)s LIMIT 1) + %(window)s,
        (SELECT created_at FROM accounts_publicrequest
         WHERE district_id = %(district)s AND created_at > %(since)s
         ORDER BY created_at DESC OFFSET %(in_district)s LIMIT 1) + %(window)s
    ), EXISTS (
        SELECT FROM accounts_publicrequest WHERE district_id = %(district)s AND created_at > %(since)s
        ORDER BY created_at DESC OFFSET %(alarm)s LIMIT 1
    )
"""


def ask(
    *, kind: PublicRequest.Kind, typed: Mapping[str, str], visitor: Visitor, language: str, now: datetime
) -> PublicRequest:
    """Write down what was asked and by which browser; a worker hears of it after the commit.

    `typed` has the field that SUBJECT names. The same statements for everybody.
    """
    subject = subject_digest(typed[SUBJECT[kind]])
    request = PublicRequest(
        kind=kind,
        browser_digest=visitor.browser,
        subject_digest=subject,
        ip=visitor.ip,
        language=language,
        created_at=now,
        due_at=_due_at(visitor.browser, subject, now),
    )
    with transaction.atomic():
        _insert(request, typed)
        audit.record(
            actor=audit.SYSTEM,
            verb=audit.Verb.PARENT_REQUESTED,
            at=now,
            object_kind="request",
            object_id=request.pk,
            details={"kind": str(kind)},
        )
        jobs.announce(TASK)
    return request


def find_asked(number: str) -> PublicRequest | None:
    return PublicRequest.objects.filter(number=number).first()


def typed_in(request: PublicRequest) -> dict[str, str]:
    """What was typed; nothing once that is wiped, or its key is gone."""
    try:
        return json.loads(unseal(request.sealed or b"", bound_to=_place(request.number)))
    except Unsealable:
        return {}


def subject_digest(typed: str) -> str:
    """One for every spelling of the same number, name or address."""
    return digest(only_signs(typed.casefold()), purpose="request_subject")


def wipe_old(*, now: datetime) -> None:
    """After fourteen days nobody reads what was typed any more, answered or not."""
    old = PublicRequest.objects.filter(created_at__lte=now - REQUESTS_KEPT)
    old.filter(answered_at=None).update(answered_at=now)
    old.exclude(sealed=None).update(sealed=None, ip=None)


def _insert(request: PublicRequest, typed: Mapping[str, str]) -> None:
    """Under a number that nobody has: of 85 million a second try is as good as never needed."""
    while request.pk is None:
        request.number = fresh_help_number()
        request.sealed = seal(json.dumps(dict(typed)).encode(), bound_to=_place(request.number))
        try:
            with transaction.atomic():
                request.save(force_insert=True)
        except IntegrityError:
            if not PublicRequest.objects.filter(number=request.number).exists():
                raise


def _due_at(browser: str, subject: str, now: datetime) -> datetime:
    facts: dict[str, Any] = {
        "district": current_district_id(),
        "browser": browser,
        "subject": subject,
        "now": now,
        "since": now - WINDOW,
        "window": WINDOW,
        "of_browser": OF_BROWSER - 1,
        "on_subject": ON_SUBJECT - 1,
        "in_district": IN_DISTRICT - 1,
        "alarm": ALARM - 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DUE, facts)
        due_at, many = cursor.fetchone()
    if many:
        log.warning("more public requests than usual", in_an_hour=ALARM)
    return due_at


def _place(number: str) -> str:
    return f"request:{current_district_id()}:{number}"
