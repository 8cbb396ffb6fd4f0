"""*It is her*: the office knows who called, and says which contact a request is about (X16, B6).

The mail still goes to the address on record: the mailbox proves, the office only selects.
"""

from datetime import datetime

from django.db import transaction

from accounts import standing
from accounts.mail.addresses import is_off_record
from accounts.models import Account, AccountStudent, PublicRequest
from accounts.registering.help_desk import Case, case_of
from accounts.registering.proving import link_children
from accounts.registering.record import removed_from
from accounts.registering.welcome import account_of, welcome
from accounts.usecases.public_requests import typed_in
from accounts.ways_in import mail_child_link
from roster.models import Student, StudentContact
from schools import audit
from schools.audit import Actor


class NotToBeDecided(Exception):
    """This contact may not have access, or no mail can reach them yet; or there is nothing left to decide."""


def decide_request(
    *, request: PublicRequest, contact_id: int, actor: Actor, school_id: int | None, now: datetime
) -> PublicRequest.Outcome:
    """Mail the contact what an exact match would have got; the caller has checked the scope.

    Who has an account in use gets the child at once, unless its e-mail address is not the one on record:
    then whoever reads that one decides.

    Raises NotToBeDecided.
    """
    with transaction.atomic():
        held = PublicRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=request.pk)
        case = case_of(held, typed_in(held), now=now)
        candidate = case.candidate(contact_id)
        if case.student is None or candidate is None or not candidate.may_be_said:
            raise NotToBeDecided
        outcome, account = _serve(case, candidate.link, actor, now)
        _give_back(case, contact_id)
        held.outcome, held.account, held.contact_id = outcome, account, contact_id
        _write_down(held, actor, now)
        audit.record(
            actor=actor,
            verb=audit.Verb.REQUEST_DECIDED,
            at=now,
            object_kind="request",
            object_id=held.pk,
            school_id=school_id,
            details={"contact": contact_id, "student": case.student.pk},
        )
    return outcome


def _serve(
    case: Case, chosen: StudentContact, actor: Actor, now: datetime
) -> tuple[PublicRequest.Outcome, Account]:
    asked, student = case.request, chosen.student
    if asked.kind == PublicRequest.Kind.CHILD:
        return _mail_to_add(asked.account, asked, chosen, now)
    held = account_of(chosen.contact)
    lacks_child = held is not None and held.has_usable_password() and not _is_linked(held, student)
    if held and lacks_child and is_off_record(held):
        return _mail_to_add(held, asked, chosen, now)
    outcome, account = welcome(
        contact=chosen.contact,
        student=student,
        request=asked,
        username=case.typed.get("username", ""),
        now=now,
    )
    if lacks_child:  # in already: the office's word is the proof
        link_children(account, [student], number=asked.number, actor=actor, now=now)
    return outcome, account


def _is_linked(account: Account, student: Student) -> bool:
    return AccountStudent.objects.linked().filter(account=account, student=student).exists()


def _mail_to_add(
    account: Account | None, asked: PublicRequest, chosen: StudentContact, now: datetime
) -> tuple[PublicRequest.Outcome, Account]:
    """The address on record decides, also for an account that was signed in and has another record."""
    if account is None:
        raise NotToBeDecided
    if standing.is_shut(account, now=now):
        return PublicRequest.Outcome.NOT_ALLOWED, account
    mail_child_link(account=account, contact=chosen.contact, student=chosen.student, request=asked, now=now)
    return PublicRequest.Outcome.MAILED, account


def _write_down(held: PublicRequest, actor: Actor, now: datetime) -> None:
    held.answered_at, held.decided_at, held.decided_by_id = now, now, actor.account_id
    held.save(update_fields=["outcome", "account", "contact", "answered_at", "decided_at", "decided_by_id"])


def _give_back(case: Case, contact_id: int) -> None:
    """A child that the school had taken off is to be proven again, like any other."""
    removed_from(contact_id).filter(student=case.student).update(
        status=AccountStudent.Status.UNPROVEN, removed_at=None, status_before=""
    )
