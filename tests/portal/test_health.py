"""/live says that the process answers, /ready that people can be served (SECURITY F15)."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.databases import connect_to, owner_connection


def test_live_needs_neither_database_nor_district():
    for host in ("alder.localhost", "nobody.example", "10.0.0.7:8000"):
        response = Client(headers={"host": host}).get("/live")
        assert (response.status_code, response.content) == (200, b"live\n")
        assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_at_any_address_and_for_those_who_only_look():
    client = Client(headers={"host": "10.0.0.7:8000"})
    assert client.get("/ready").json() == {"ready": True, "database": "ok", "cache": "ok"}
    assert client.head("/ready").status_code == 200
    assert client.post("/ready").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("off", "status"),
    [(timedelta(seconds=4), 200), (timedelta(minutes=-11), 503), (timedelta(days=10), 503)],
)
def test_ready_goes_red_when_our_clock_and_the_databases_differ(off, status):
    with time_machine.travel(timezone.now() + off, tick=True):
        response = Client().get("/ready")
    assert response.status_code == status
    if status == 503:
        assert response.json()["database"] == f"clock differs by {abs(off).total_seconds():.0f} s"


def test_ready_goes_red_while_migrations_are_missing(committed_db):
    owner = owner_connection(committed_db)
    with owner, owner.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'schools' AND name LIKE '0002%'")
    owner.close()
    response = Client().get("/ready")
    assert (response.status_code, response.json()["database"]) == (503, "1 migrations missing")


def test_ready_stays_green_beside_a_newer_release(committed_db):
    owner = owner_connection(committed_db)
    with owner, owner.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('schools', '9999_next', now())"
        )
    owner.close()
    assert Client().get("/ready").status_code == 200


def test_ready_goes_red_while_the_database_is_away(committed_db):
    connect_to("no_such_database")
    started = time.monotonic()
    response = Client().get("/ready")
    assert (response.status_code, response.json()["database"]) == (503, "away")
    assert time.monotonic() - started < 5


@pytest.mark.django_db
def test_ready_stays_green_without_the_cache(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}}
    response = Client().get("/ready")
    assert (response.status_code, response.json()["cache"]) == (200, "away")
