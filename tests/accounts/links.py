"""What the tests of mailed links share: ask on a public page, let the worker answer, read the mail."""

import re
from urllib.parse import urlsplit

from django.utils import timezone

from accounts.answering.run import answer_due
from schools.models import School
from schools.tenancy import use_district
from tests.mails import links_in, queued, text_of

CODE = re.compile(r"^ +([A-Z2-9]{4}-[A-Z2-9]{4})$", re.MULTILINE)


def open_schools(place) -> None:
    with use_district(place.district.pk):
        School.objects.update(status=School.Status.OPEN)


def answered(place, *, now=None) -> None:
    """What the worker does after a request."""
    with use_district(place.district.pk):
        answer_due(now=now or timezone.now())


def forgets(client, place, login: str) -> None:
    assert client.post("/forgot", {"login": login})["Location"] == "/asked"
    answered(place)


def registers(client, place, email: str) -> None:
    assert client.post("/register/email", {"email": email})["Location"] == "/asked"
    answered(place)


def mails(place, kind: str = "", to: str = ""):
    with use_district(place.district.pk):
        return queued(kind, to)


def newest(place, kind: str = "", to: str = ""):
    return mails(place, kind, to)[-1]


def paths_in(mail) -> list[str]:
    """Where its links lead, whatever the host."""
    return [urlsplit(link).path for link in links_in(mail)]


def path_in(mail) -> str:
    return paths_in(mail)[0]


def codes_in(mail) -> list[str]:
    return CODE.findall(text_of(mail))
