"""A parent who is signed in adds a further child (C18): facts select it, a mailbox proves it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import mailed_links, standing
from accounts.families import children_open_to
from accounts.mailbox_children import children_at, link_by_mailbox
from accounts.models import Account, AccountStudent, MailedLink
from accounts.pupil_numbers import find_pupil
from accounts.refusals import Refused
from accounts.registering.record import Outcome, obstacle
from roster.models import Contact, Student, StudentContact


class NoLongerTheirs(Refused):
    """What the school has on record has changed since the mail."""

    def __init__(self) -> None:
        super().__init__(_("The school's record has changed since this mail. Please ask the school office."))


def add_at_once(*, account: Account, pupil: str, now: datetime) -> Student | None:
    """The child, where the account's own address is the one on record: that mailbox has proven itself.

    None whenever it is not, whatever the reason, and for a child that a reset asks to prove again: then a
    mail to the address on record decides.
    """
    student = find_pupil(pupil, now=now)
    if student is None or not children_at(account.email, now=now).filter(pk=student.pk).exists():
        return None
    again = AccountStudent.objects.filter(status=AccountStudent.Status.UNPROVEN)
    with transaction.atomic():
        if not standing.still_holds(account) or again.filter(account=account, student=student).exists():
            return None
        link_by_mailbox(account, [student], now=now)
    linked = AccountStudent.objects.linked().filter(account=account, student=student)
    return student if linked.exists() else None


def add_by_mail(*, link: MailedLink, now: datetime) -> Student:
    """Whoever reads the address on record has agreed. Raises mailed_links.NotLive or NoLongerTheirs."""
    with transaction.atomic():
        account = mailed_links.consume(link, now=now)
        contact = link.request.contact if link.request else None
        if link.request is None or contact is None or contact.address != link.address:
            raise NoLongerTheirs
        student = children_open_to(contact.pk).filter(pk=link.student_id, left_on=None).first()
        if student is None or _is_barred(contact, student, now):
            raise NoLongerTheirs
        link_by_mailbox(account, [student], now=now, code=link.request.number, contact_id=contact.pk)
        if not AccountStudent.objects.linked().filter(account=account, student=student).exists():
            raise NoLongerTheirs
    return student


def _is_barred(contact: Contact, student: Student, now: datetime) -> bool:
    on_record = StudentContact.objects.filter(contact=contact, student=student, ended_on=None)
    links = on_record.select_related("contact", "student")
    return any(obstacle(link, now=now) in (Outcome.RESTRICTED, Outcome.UNLINKED) for link in links)
