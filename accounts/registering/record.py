"""What the school's records say to a pupil number and a name: who is mailed to, and why not (B6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from accounts.families import in_open_schools
from accounts.lives import SETTLING
from accounts.mail.addresses import takes_mail
from accounts.models import AccountStudent, PublicRequest
from accounts.pupil_numbers import find_pupil
from accounts.registering.names import Likeness, Name, likeness
from roster.models import Contact, Student, StudentContact

Outcome = PublicRequest.Outcome


@dataclass(frozen=True)
class Finding:
    """`outcome` is MAILED where nothing stands against a mail; `contact` is the match, or the nearest."""

    outcome: Outcome
    student: Student | None = None
    contact: Contact | None = None


def examine(typed: Mapping[str, str], *, now: datetime) -> Finding:
    """From what was typed (`pupil`, `given_name`, `family_name`) to what the records say now."""
    student = find_pupil(typed["pupil"], now=now)
    if student is None:
        return Finding(Outcome.NO_MATCH)
    outcome, found = _match(Name(typed["given_name"], typed["family_name"]), contacts_of(student))
    if outcome != Outcome.MAILED or found is None:
        return Finding(outcome, student, found.contact if found else None)
    return Finding(obstacle(found, now=now) or Outcome.MAILED, student, found.contact)


def contacts_of(student: Student) -> list[StudentContact]:
    """Everybody on the pupil's contact record today, restricted or not."""
    links = StudentContact.objects.filter(student=student, ended_on=None).select_related("contact", "student")
    return list(links.order_by("priority", "pk"))


def obstacle(link: StudentContact, *, now: datetime) -> Outcome | None:
    """What stands against a mail to this contact about this pupil, whoever asks; None: nothing."""
    if link.restricted:
        return Outcome.RESTRICTED
    if not in_open_schools(Student.objects.filter(pk=link.student_id, left_on=None)).exists():
        return Outcome.CLOSED
    if removed_from(link.contact_id).filter(student=link.student_id).exists():
        return Outcome.UNLINKED
    return address_obstacle(link.contact, now=now)


def address_obstacle(contact: Contact, *, now: datetime) -> Outcome | None:
    """A correction by the office counts at once; an import's change only when it has settled."""
    if not contact.address:
        return Outcome.NO_ADDRESS
    good = takes_mail(contact) and not is_settling(contact, now=now)
    return None if good else Outcome.STALE_ADDRESS


def is_settling(contact: Contact, *, now: datetime) -> bool:
    """An import has just put another address there, and nobody at the school has confirmed it."""
    changed = contact.email_changed_at
    return changed is not None and changed > now - SETTLING and not contact.is_corrected


def removed_from(contact_id: int) -> models.QuerySet[AccountStudent]:
    """Children whom the school took off this person: they come back only through the office.

    Off an account of theirs, or off one that got the child by their mailbox, whatever its own address.
    """
    mailbox = Contact.objects.filter(pk=contact_id).exclude(address="").values("address")
    # Whose account has no record: of several who share that mailbox it may be any.
    shared = models.Q(contact=None, account__email__in=mailbox) | models.Q(contact__address__in=mailbox)
    theirs = models.Q(account__contact=contact_id) | models.Q(contact=contact_id)
    return AccountStudent.objects.filter(
        theirs | models.Q(account__contact=None) & shared,
        status=AccountStudent.Status.REMOVED,
        role=AccountStudent.Role.GUARDIAN,
    )


def _match(typed: Name, links: list[StudentContact]) -> tuple[Outcome, StudentContact | None]:
    alike = {link: likeness(typed, Name(link.contact.given_name, link.contact.family_name)) for link in links}
    exact = [link for link in links if alike[link] == Likeness.EXACT]
    near = [link for link in links if alike[link] == Likeness.NEAR]
    if len(exact) > 1:
        return Outcome.AMBIGUOUS, exact[0]
    if exact:
        return Outcome.MAILED, exact[0]
    return (Outcome.NEAR, near[0]) if near else (Outcome.NO_MATCH, None)
