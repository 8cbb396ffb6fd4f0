"""What a public page writes down, and that it is all it does (X16, SECURITY 18, 20)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.answering import run
from accounts.answering.answer import Answer
from accounts.help_numbers import ALPHABET, clean_help_number, format_help_number, fresh_help_number
from accounts.models import PublicRequest
from accounts.tasks import answer_requests
from accounts.usecases import public_requests
from accounts.usecases.public_requests import ask, typed_in, wipe_old
from accounts.visitor import Visitor
from schools.models import AuditEvent
from schools.tenancy import use_district
from tests.accounts.pages import text_of
from tests.people import browser

FACTS = PublicRequest.Kind.FACTS
PAT = {"pupil": "100001", "given_name": "Pat", "family_name": "Lind", "username": ""}
AT_HOME = Visitor(ip="192.0.2.7", user_agent="", browser="b" * 64)


@pytest.fixture
def answered(monkeypatch):
    """Facts are answered by writing down whose turn it was; a pupil `poison` cannot be answered."""
    seen = []

    def answer(request, typed, *, now):
        if typed["pupil"] == "poison":
            raise RuntimeError("no answer to this")
        seen.append(request.number)
        return Answer(PublicRequest.Outcome.NO_MATCH)

    monkeypatch.setitem(run.ANSWERS, FACTS, answer)
    return seen


def asked(now=None, **facts) -> PublicRequest:
    visitor = facts.pop("visitor", AT_HOME)
    return ask(kind=FACTS, typed=PAT | facts, visitor=visitor, language="en", now=now or timezone.now())


def test_help_numbers_have_six_signs_that_nobody_confuses():
    assert not set("AEIOUY01SLBZG58") & set(ALPHABET)
    for _ in range(200):
        number = fresh_help_number()
        assert re.fullmatch(r"[C-X2-9]{3}-[C-X2-9]{3}", format_help_number(number))
        assert clean_help_number(f" {format_help_number(number).lower()} ") == number


@pytest.mark.requirement("X16")
def test_a_request_is_written_down_sealed_with_its_audit_row(alder):
    request = asked(username="patl")
    assert typed_in(request) == PAT | {"username": "patl"}
    assert b"Lind" not in bytes(request.sealed)
    assert AuditEvent.objects.filter(verb="parent_requested", object_id=request.pk).count() == 1


def test_the_sixth_from_one_browser_or_on_one_pupil_waits_until_the_first_is_an_hour_old(alder):
    start = timezone.now()
    first_five = [asked(start + timedelta(minutes=n), pupil=f"10000{n}") for n in range(5)]
    assert all(request.due_at == request.created_at for request in first_five)
    assert asked(start + timedelta(minutes=9), pupil="999").due_at == start + timedelta(hours=1)
    others = [Visitor(ip=None, user_agent="", browser=str(n) * 64) for n in range(6)]
    on_one = [asked(start, pupil="55 55", visitor=visitor) for visitor in others[:5]]
    assert all(request.due_at == start for request in on_one)
    assert asked(start, pupil="5555", visitor=others[5]).due_at == start + timedelta(hours=1)
    later = start + timedelta(hours=1, seconds=1)
    assert asked(later, pupil="5555", visitor=others[5]).due_at == later


def test_more_than_two_hundred_in_an_hour_are_an_alarm(alder, monkeypatch, caplog):
    monkeypatch.setattr(public_requests, "ALARM", 3)
    for number in range(3):
        asked(pupil=str(number))
    assert "more public requests than usual" not in caplog.text
    asked(pupil="3")
    assert "more public requests than usual" in caplog.text


def test_one_request_that_cannot_be_answered_blocks_no_other(alder, answered):
    now = timezone.now()
    poison, good = asked(now, pupil="poison"), asked(now)
    assert run.answer_due(now=now) == 2
    assert answered == [good.number]
    poison.refresh_from_db()
    assert (poison.answered_at, poison.due_at) == (None, now + timedelta(minutes=1))
    assert run.answer_due(now=now) == 0


def test_what_is_not_due_waits(alder, answered):
    now = timezone.now()
    for _ in range(6):
        asked(now)
    assert run.answer_due(now=now) == 5
    assert run.answer_due(now=now + timedelta(hours=1)) == 1
    assert len(set(answered)) == 6


def test_after_fourteen_days_nobody_can_read_what_was_typed(alder):
    now = timezone.now()
    old, new = asked(now - timedelta(days=14)), asked(now)
    wipe_old(now=now)
    old.refresh_from_db(), new.refresh_from_db()
    assert (typed_in(old), old.ip, old.answered_at) == ({}, None, now)
    assert typed_in(new)["family_name"] == "Lind"


def test_a_number_that_somebody_has_is_passed_over(alder, monkeypatch):
    taken = asked().number
    numbers = iter([taken, "CCCDDD"])
    monkeypatch.setattr(public_requests, "fresh_help_number", lambda: next(numbers))
    assert asked().number == "CCCDDD"


def test_the_task_answers_its_own_districts_requests_only(committed_cast, answered):
    alder, birch = committed_cast.alder, committed_cast.birch
    for place in (alder, birch):
        with use_district(place.district.pk):
            request = asked()
    answer_requests(district_id=birch.district.pk)
    assert answered == [request.number]


# Pages


@pytest.mark.requirement("B5", "B6")
def test_three_steps_lead_to_the_page_with_the_help_number(cast):
    client = browser(cast.alder)
    page = client.get("/register/facts")
    assert 'name="pupil"' in page.text
    assert 'name="given_name"' not in page.text
    page = client.post("/register/facts", {"step": 1, "pupil": "100001"})
    assert 'name="given_name"' in page.text
    assert '<input type="hidden" name="pupil" value="100001">' in page.text
    page = client.post(
        "/register/facts", {"step": 2, "pupil": "100001", "given_name": "Pat", "family_name": "Lind"}
    )
    assert 'name="username"' in page.text
    done = client.post("/register/facts", {"step": 3, **PAT}, follow=True)
    assert done.redirect_chain == [("/asked", 302)]
    with use_district(cast.alder.district.pk):
        request = PublicRequest.objects.get()
    assert format_help_number(request.number) in text_of(done)
    assert "100001" in text_of(done)
    assert "Lind" in text_of(done)


def test_going_back_keeps_what_was_typed_and_a_wrong_shape_is_said(cast):
    client = browser(cast.alder)
    page = client.post("/register/facts", {"step": 3, **PAT, "username": "pat l", "back": "yes"})
    assert 'value="Pat"' in page.text
    assert 'name="username" value="pat l"' in page.text
    page = client.post("/register/facts", {"step": 3, **PAT, "username": "pat@home"})
    assert "A username has no @." in text_of(page)
    page = client.post("/register/facts", {"step": 3, **PAT, "pupil": ""})
    assert "This field is required." in text_of(page)
    assert "1. Your child" in text_of(page)


def test_another_browser_does_not_see_what_was_asked(cast):
    asker, other = browser(cast.alder), browser(cast.alder)
    asker.post("/register/facts", {"step": 3, **PAT})
    assert other.get("/asked")["Location"] == "/register"
    other.cookies["portal_asked"] = asker.cookies["portal_asked"].value[:-3] + "abc"
    assert other.get("/asked")["Location"] == "/register"
