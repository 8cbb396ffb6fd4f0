"""A parent who registers, in tests: what is typed, and what became of it."""

from datetime import datetime

from django.utils import timezone

from accounts.answering.run import answer_due
from accounts.models import Account, OneTimePassword, OutboxMail, PublicRequest
from accounts.one_time_page import opened
from accounts.usecases.public_requests import ask
from accounts.visitor import Visitor
from roster.models import Contact, Student
from schools.models import School
from tests.cast import Place
from tests.factories import make_contact

AT_HOME = Visitor(ip="192.0.2.7", user_agent="", browser="b" * 64)


def open_to_parents(place: Place) -> None:
    School.objects.filter(pk=place.north.pk).update(status=School.Status.OPEN)


def kim_of(place: Place) -> Contact:
    """A parent of Ada's who has no account yet; Ada's school is open."""
    open_to_parents(place)
    return make_contact(place.students["ada"], "Kim", "Lind", email="kim@home.example")


def registers(
    student: Student, contact: Contact, *, now: datetime | None = None, **typed: str
) -> PublicRequest:
    """Asked and answered."""
    now = now or timezone.now()
    facts = {
        "pupil": student.number,
        "given_name": contact.given_name,
        "family_name": contact.family_name,
        "username": "",
    }
    request = ask(kind=PublicRequest.Kind.FACTS, typed=facts | typed, visitor=AT_HOME, language="en", now=now)
    answer_due(now=now)
    request.refresh_from_db()
    return request


def mails() -> list[OutboxMail]:
    return list(OutboxMail.objects.order_by("pk"))


def password_of(account: Account) -> str:
    return opened(OneTimePassword.objects.get(account=account))
