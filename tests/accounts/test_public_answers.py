"""Every public form answers everybody alike, in words, headers and time (SECURITY 18, 19, 37).

Sign-in, which has to look a password up, is held in `test_sign_in_answers.py`.
"""

import random
import re
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from accounts.answering.run import answer_due
from accounts.models import Account, Attempt, OutboxMail, PublicRequest
from accounts.views import asked as asked_page
from roster.models import StudentContact
from schools.models import AuditEvent, School
from schools.tenancy import use_district
from tests.accounts.pages import text_of
from tests.accounts.registering import kim_of, open_to_parents
from tests.accounts.test_sign_in_answers import STATES, give_state, z_score
from tests.people import browser

HELP_NUMBER = re.compile(r"\b[C-X2-9]{3}-[C-X2-9]{3}\b")
NOBODY = "qlind"


def facts(name: str, number: str) -> dict[str, str]:
    """Pat Lind's, where the username is `plind`."""
    return {
        "step": "3", "pupil": number, "given_name": "Pat", "family_name": name[1:].title(), "username": "",
    }  # fmt: skip


# Path -> what is typed there: by somebody who is known, and by somebody like that who is not.
FORMS: dict[str, Callable[[str, str, str], dict[str, str]]] = {
    "/register/facts": lambda name, address, number: facts(name, number),
    "/register/email": lambda name, address, number: {"email": address},
    "/forgot": lambda name, address, number: {"login": address},
    "/forgot#username": lambda name, address, number: {"login": name},
}
WORLDS = [*STATES, "all is well", "locked", "restricted", "in preparation", "another district's"]


@pytest.fixture
def alder(cast):
    with use_district(cast.alder.district.pk):
        open_to_parents(cast.alder)
        account = cast.alder.accounts["parent"]
        Account.objects.filter(pk=account.pk).update(username="plind")
    return cast.alder


def make_world(cast, world: str) -> tuple[str, str, str]:
    """Username, address and pupil number of the parent, who is in that state."""
    place = cast.birch if world == "another district's" else cast.alder
    account, ada = place.accounts["parent"], place.students["ada"]
    if world in STATES:
        give_state(place, "plind", world)
    elif world == "locked":
        for _ in range(10):
            browser(place).post("/sign-in", {"login": "plind", "password": "wrong"})
    with use_district(place.district.pk):
        if world == "restricted":
            StudentContact.objects.update(restricted=True)
        elif world == "in preparation":
            School.objects.update(status=School.Status.PREPARATION)
    name = "olind" if world == "another district's" else "plind"
    with use_district(place.district.pk):
        Account.objects.filter(pk=account.pk).update(username=name)
    return name, account.email, ada.number


def answers(place, path: str, typed: dict[str, str]) -> list[tuple]:
    """All that a stranger sees of the form's answer and the page it leads to, with its echo blanked."""
    client = browser(place)
    posted = client.post(path.partition("#")[0], typed)
    seen = []
    for response in (
        posted,
        client.get("/asked"),
        client.post("/asked/code", {"code": "AAAA-AAAA"}, follow=True),
    ):
        page = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", response.text)
        for text in sorted(typed.values(), key=len, reverse=True):
            page = page.replace(f">{text}<", "><")
        page = HELP_NUMBER.sub("NUMBER", page)
        headers = {key: value for key, value in response.headers.items() if key != "X-Request-ID"}
        seen.append((response.status_code, headers, sorted(response.cookies), page))
    return seen


@pytest.mark.parametrize("world", WORLDS)
def test_every_answer_is_the_same_before_and_after_a_worker_has_looked(cast, alder, world):
    name, address, number = make_world(cast, world)
    for path, form in FORMS.items():
        known, unknown = form(name, address, number), form(NOBODY, f"q{address[1:]}", "999999")
        expected = answers(alder, path, unknown)
        assert expected[0][0] == 302
        assert "Check your e-mail" in expected[1][3]
        assert answers(alder, path, known) == expected
        with use_district(alder.district.pk):
            answer_due(now=timezone.now())
        assert answers(alder, path, known) == expected


@pytest.mark.parametrize(
    ("path", "typed", "where"),
    [
        ("/register/email", {"email": "new@home.example"}, "the address that you typed"),
        ("/forgot", {"login": "plind"}, "the address that belongs to it"),
        ("/register/facts", facts("plind", "999999"), "the address on record"),
    ],
)
def test_the_answer_says_in_which_mailbox_to_look(alder, path, typed, where):
    assert where in text_of(browser(alder).post(path, typed, follow=True))


def test_a_mail_server_that_is_away_changes_no_answer(cast, alder, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    known, unknown = (facts("plind", number) for number in (alder.students["ada"].number, "999999"))
    assert answers(alder, "/register/facts", known) == answers(alder, "/register/facts", unknown)


# Limits


def test_the_sixth_try_with_correct_facts_gets_the_same_page_and_its_mail_later(alder):
    with use_district(alder.district.pk):
        kim = kim_of(alder)
    client, number = browser(alder), alder.students["ada"].number
    client.get("/register/facts")
    correct = {**facts("plind", number), "given_name": kim.given_name}
    pages = {
        HELP_NUMBER.sub("", text)
        for text in (
            *(
                client.post("/register/facts", facts(f"wrong{n}", number), follow=True).text[:900]
                for n in range(5)
            ),
            client.post("/register/facts", correct, follow=True).text[:900],
        )
    }
    assert len(pages) == 1
    with use_district(alder.district.pk):
        answer_due(now=timezone.now())
        assert not OutboxMail.objects.exists()
        answer_due(now=timezone.now() + timedelta(hours=1))
        assert OutboxMail.objects.get().contact_id == kim.pk
        assert AuditEvent.objects.filter(verb="parent_requested").count() == 6


def test_fifty_requests_are_one_mail_now(alder):
    with use_district(alder.district.pk):
        kim = kim_of(alder)
    correct = {**facts("plind", alder.students["ada"].number), "given_name": kim.given_name}
    statuses = {
        browser(alder, HTTP_USER_AGENT=f"browser {n}").post("/register/facts", correct).status_code
        for n in range(50)
    }
    assert statuses == {302}, "no limit is ever said"
    now = timezone.now()
    with use_district(alder.district.pk):
        answer_due(now=now)
        assert OutboxMail.objects.filter(due_at__lte=now).count() == 1
        OutboxMail.objects.filter(due_at__lte=now).update(status="sent", sealed=None, ended_at=now)
        answer_due(now=now + timedelta(hours=1))
        assert OutboxMail.objects.count() <= 2


# Time


class Stopwatch:
    """Times one form for somebody who is known and for ever new strangers, in random order."""

    def __init__(self, place, path: str) -> None:
        self.place, self.path, self.new = place, path, count(10000)
        parent = place.accounts["parent"]
        self.known = FORMS[path]("plind", parent.email, place.students["ada"].number)

    def compare(self, pairs: int) -> float:
        known, unknown = [], []
        for _ in range(pairs):
            stranger = FORMS[self.path](
                f"q{next(self.new)}", f"q{next(self.new)}@home.example", str(next(self.new))
            )
            for times, typed in random.sample([(known, self.known), (unknown, stranger)], 2):
                times.append(self._time(typed))
        return z_score(known, unknown)

    def _time(self, typed: dict[str, str]) -> float:
        with use_district(self.place.district.pk):
            PublicRequest.objects.all().delete()
            Attempt.objects.all().delete()
        client = browser(self.place)
        started = time.perf_counter()
        client.post(self.path.partition("#")[0], typed)
        return time.perf_counter() - started


@pytest.mark.long
@pytest.mark.parametrize("path", FORMS)
def test_time_does_not_tell(alder, path):
    stopwatch = Stopwatch(alder, path)
    stopwatch.compare(5)
    assert abs(stopwatch.compare(80)) < 3.29


@pytest.mark.long
def test_time_would_tell_if_the_page_itself_found_out(alder, monkeypatch):
    """The canary: the method sees what it is meant to see."""
    ask = asked_page.ask

    def ask_and_answer(**asked):
        made = ask(**asked)
        answer_due(now=timezone.now())
        return made

    monkeypatch.setattr(asked_page, "ask", ask_and_answer)
    assert abs(Stopwatch(alder, "/register/facts").compare(30)) > 3.29
