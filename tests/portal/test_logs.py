"""Logs say what happened, never what somebody typed (SECURITY 33)."""

import io
import json
import logging

import pytest
import structlog
from django.test import Client

from portal.logs import JSON_LINES
from tests.people import sign_in
from tests.portal.broken_urls import CANARY


@pytest.fixture
def written() -> io.StringIO:
    """Everything any logger writes, as production writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    parts = {name: part for name, part in JSON_LINES.items() if name != "()"}
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**parts))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def client(db, settings) -> Client:
    settings.ROOT_URLCONF = "tests.portal.broken_urls"
    return Client(raise_request_exception=False, headers={"host": "alder.localhost"})


def lines(written: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_password_typed_at_the_door_is_written_nowhere(client, cast, written):
    client.post(f"/sign-in?next=/{CANARY}", {"login": f"{CANARY}-name", "password": CANARY})
    client.post(
        "/sign-in", {"login": "teacher", "password": CANARY}, headers={"referer": f"http://x/{CANARY}"}
    )
    client.cookies["portal_session"] = CANARY
    client.get(f"/no/such/{CANARY}?q={CANARY}", headers={"user-agent": CANARY, "authorization": CANARY})
    Client(enforce_csrf_checks=True).post(
        "/sign-in", {"password": CANARY}, headers={"host": "alder.localhost"}
    )
    client.get("/", headers={"host": f"{CANARY}.example"})
    client.get("/", headers={"host": f"{CANARY} example"})
    client.generic(f"{CANARY}", "/sign-in")
    assert [line["event"] for line in lines(written)].count("request") == 7
    assert CANARY not in written.getvalue()


@pytest.mark.parametrize("path", ["boom", "quoting", "away"])
def test_an_exception_is_written_down_without_its_words(client, written, path):
    client.post(f"/broken/{path}?q={CANARY}", {"password": CANARY})
    assert CANARY not in written.getvalue()
    failure, request = lines(written)
    assert failure["request_id"] == request["request_id"]
    assert any("broken_urls.py:" in frame and frame.endswith(f" {path}") for frame in failure["at"])
    assert request["status"] == (503 if path == "away" else 500)


def test_a_database_error_is_named_by_its_code(client, written):
    client.get("/broken/quoting")
    failure = lines(written)[0]
    assert failure["exception"] == "django.db.utils.DataError from psycopg2.errors.InvalidTextRepresentation"
    assert failure["sqlstate"] == "22P02"


def test_a_request_is_one_line_with_its_facts(cast, written):
    teacher = sign_in(cast.alder, "teacher")
    written.truncate(0)
    written.seek(0)
    response = teacher.get("/manage/student-logins?q=Ada")
    (line,) = lines(written)
    assert (line["route"], line["status"], line["district"]) == ("accounts:classes", 200, "alder")
    assert line["account"] == cast.alder.accounts["teacher"].pk
    assert line["request_id"] == response["X-Request-ID"]
    assert "Ada" not in written.getvalue()


def test_fields_that_could_carry_a_secret_are_dropped(written):
    log = structlog.get_logger("tests")
    log.warning("entered", password=CANARY, Code=CANARY, token=CANARY, account=7)
    (line,) = lines(written)
    assert line["account"] == 7
    assert CANARY not in written.getvalue()
