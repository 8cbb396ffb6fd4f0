"""A start that cannot succeed ends with one sentence (issue 2, "Production shape")."""

import base64
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal import environment as env

ROOT = Path(__file__).resolve().parents[2]
# Random once and for all: parallel test processes must agree on the names of the tests.
KEY = "k3oB0m7uZ0cQm4Fq5Zl2wT9sXv1eJr8yHn6Gd_aLpI4="
PRODUCTION = {
    "PORTAL_DOMAIN": "portal.example.org",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "PORTAL_KEYS": KEY,
    "DATABASE_URL": "postgres://portal_app:canary@127.0.0.1:1/portal",
    "REDIS_URL": "redis://portal:canary@127.0.0.1:1",
    "EMAIL_URL": "smtp+tls://portal:canary@127.0.0.1:1",
}
WRONG = {
    "PORTAL_MODE": ["prod", "Production"],
    "PORTAL_DOMAIN": ["localhost", "https://portal.example.org", "portal.example.org:443", "-a.example"],
    "SECRET_KEY": ["canary", "0" * 60, "0123456789" * 6],
    "PORTAL_KEYS": [
        "canary",
        f"{KEY},canary",
        f"{KEY},",
        base64.urlsafe_b64encode(bytes(range(32))).decode(),
        base64.urlsafe_b64encode(bytes(32)).decode(),
    ],
    "DATABASE_URL": [
        "canary",
        "mysql://portal_app:canary@host/portal",
        "sqlite:////canary.sqlite3",
        "postgres://portal_app:canary@host:port/portal",
        "postgres://portal_app:canary@[::1/portal",
        "postgres://portal_app:canary@host",
        "postgres://portal_owner:canary@host/portal",
        "postgres://postgres:canary@host/portal",
    ],
    "REDIS_URL": ["canary", "http://canary", "redis://", "redis://:canary@host:port", "unix://"],
    "EMAIL_URL": ["canary", "http://canary", "smtp://", "smtp://canary@host:port"],
}
START = {
    "manage.py": ["manage.py", "check"],
    "gunicorn": ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", "127.0.0.1:0"],
    "worker": ["-m", "celery", "-A", "portal", "worker", "--concurrency", "1"],
    "beat": ["-m", "celery", "-A", "portal", "beat", "--schedule", os.devnull],
}


def start(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """With nothing else in the environment: what is not given is missing."""
    path = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *arguments], env={**path, **environment}, cwd=ROOT,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("entry", START)
def test_every_way_to_start_ends_with_one_sentence(entry):
    done = start(START[entry], {**PRODUCTION, "SECRET_KEY": ""})
    assert done.returncode == 1
    assert "SECRET_KEY is missing" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", [name for name in WRONG if name != "PORTAL_MODE"])
def test_what_is_missing_is_named(name, monkeypatch):
    given = {key: value for key, value in PRODUCTION.items() if key != name}
    with pytest.raises(env.CannotStart, match=f"^{name} is missing"):
        read(given, monkeypatch)
    with pytest.raises(env.CannotStart, match=f"^{name} is missing"):
        read({**given, name: ""}, monkeypatch)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in WRONG for value in WRONG[name]])
def test_what_is_not_understood_is_named_and_not_repeated(name, value, monkeypatch, recwarn):
    with pytest.raises(env.CannotStart, match=f"^{name} ") as refusal:
        read({**PRODUCTION, name: value}, monkeypatch)
    said = str(refusal.value) + "".join(str(warning.message) for warning in recwarn)
    assert "canary" not in said
    assert "\n" not in said


def test_production_starts_with_what_is_right(monkeypatch):
    read(PRODUCTION, monkeypatch)
    read({**PRODUCTION, "DATABASE_URL": "postgres://portal_app@/portal?host=/run/postgresql"}, monkeypatch)
    read({**PRODUCTION, "PORTAL_KEYS": f"{KEY}, {KEY}", "REDIS_URL": "unix:///run/valkey?db=1"}, monkeypatch)


def test_the_database_login_is_the_one_behind_row_level_security(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://portal_app:p%40ss@db:5433/portal?sslmode=require")
    found = env.database("DATABASE_URL", login=env.APP_LOGIN)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "portal_app",
        "p@ss",
        "db",
        5433,
    )
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["connect_timeout"] == 3


def test_a_socket_is_reached_by_cache_and_broker_alike(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "unix:///run/valkey?db=1")
    assert env.redis_url("REDIS_URL") == "unix:///run/valkey?db=1"
    assert env.broker_url(env.redis_url("REDIS_URL")) == "redis+socket:///run/valkey?virtual_host=1"


def read(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """As settings read it in production."""
    for name in WRONG:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    local = env.mode() != "production"
    env.domain("PORTAL_DOMAIN", local=local)
    env.secret_key(local=local)
    env.keys("PORTAL_KEYS", local=local)
    env.database("DATABASE_URL", login=env.APP_LOGIN)
    env.broker_url(env.redis_url("REDIS_URL"))
    env.email("EMAIL_URL")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["no rth"], "argument slug: 'no rth' is no short name: at most 40 letters a-z, digits and hyphens"),
        (["north_"], "argument slug: 'north_' is no short name"),
        (["north", "--time-zone", "Mars/Base"], "argument --time-zone: 'Mars/Base' is no time zone"),
        (["north", "--admin-email", "admin"], "argument --admin-email: 'admin' is no e-mail address"),
        (
            ["north", "--host", "https://north.example"],
            "argument --host: 'https://north.example' is no web address",
        ),
    ],
)
def test_a_district_that_nobody_could_reach_or_see_is_not_created(typed, sentence):
    usual = ["--name", "North", "--admin-email", "admin@north.example"]
    with pytest.raises(CommandError, match=re.escape(sentence)):
        call_command("createdistrict", *usual, *typed)
