"""Neither words, headers nor time tell who has an account (SECURITY 18, 19)."""

import random
import re
import time
from datetime import UTC, datetime
from itertools import count
from math import sqrt

import pytest

from accounts.hashers import PortalArgon2Hasher
from accounts.models import Account, Attempt
from accounts.signing_in import gate
from schools.tenancy import use_district
from tests.factories import PASSWORD, make_one_time_password
from tests.people import browser

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
STATES = {
    "has a password": {},
    "has a one-time password": None,
    "has neither": {"password": "!"},
    "expired": {"expires_at": LONG_AGO},
    "disabled": {"disabled_at": LONG_AGO},
    "deleted": {"deleted_at": LONG_AGO},
    "pending": {"status": "pending"},
    "must choose": {"must_choose": True},
}


def give_state(place, username: str, state: str) -> None:
    with use_district(place.district.pk):
        account = Account.objects.get(username=username)
        if STATES[state] is None:
            make_one_time_password(account)
        else:
            Account.objects.filter(pk=account.pk).update(**STATES[state])


def answer(place, name: str, password: str) -> tuple:
    """All that a stranger gets to see, with what differs at every look blanked."""
    response = browser(place).post("/sign-in", {"login": name, "password": password})
    page = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", response.text)
    page = re.sub(r"[0-9a-f]{12}", "", page.replace(name, "NAME"))
    headers = {key: value for key, value in response.headers.items() if key != "X-Request-ID"}
    return response.status_code, headers, sorted(response.cookies), page


@pytest.mark.parametrize("state", STATES)
def test_a_wrong_password_is_answered_as_for_a_name_nobody_has(cast, state):
    give_state(cast.alder, "plind", state)
    email = cast.alder.accounts["parent"].email
    for known, unknown in (("plind", "qlind"), (email, f"q{email[1:]}")):
        assert answer(cast.alder, known, "wrong") == answer(cast.alder, unknown, "wrong")
    assert "didn&#x27;t match" in answer(cast.alder, "plind", "wrong")[3]


@pytest.mark.parametrize("state", STATES)
def test_locked_is_said_alike(cast, state):
    give_state(cast.alder, "plind", state)
    for _ in range(10):
        answer(cast.alder, "plind", "wrong")
        answer(cast.alder, "qlind", "wrong")
    locked = answer(cast.alder, "qlind", "wrong")
    assert answer(cast.alder, "plind", PASSWORD) == locked
    assert "opens again in 5 minutes" in locked[3]


def test_another_districts_account_is_nobody(cast):
    with use_district(cast.birch.district.pk):
        Account.objects.filter(username="clerk").update(username="onlyinbirch")
    assert answer(cast.alder, "onlyinbirch", PASSWORD) == answer(cast.alder, "nobodyatall", PASSWORD)


@pytest.mark.parametrize(
    ("state", "sentence"), [("expired", "This account has expired."), ("disabled", "is switched off.")]
)
def test_expired_and_disabled_are_said_after_the_right_password_only(cast, state, sentence):
    give_state(cast.alder, "plind", state)
    assert sentence in answer(cast.alder, "plind", PASSWORD)[3]
    assert sentence not in answer(cast.alder, "plind", "wrong")[3]


def test_expired_is_said_after_the_right_one_time_password_which_stays_unused(cast):
    give_state(cast.alder, "plind", "has a one-time password")
    give_state(cast.alder, "plind", "expired")
    assert "This account has expired." in answer(cast.alder, "plind", "abcdefghj")[3]
    with use_district(cast.alder.district.pk):
        Account.objects.filter(username="plind").update(expires_at=None)
    assert answer(cast.alder, "plind", "abcdefghj")[1]["Location"] == "/choose-password"


@pytest.mark.parametrize("state", ["deleted", "pending", "has neither"])
def test_what_cannot_sign_in_is_nobody_even_with_the_right_password(cast, state):
    give_state(cast.alder, "plind", state)
    assert "didn&#x27;t match" in answer(cast.alder, "plind", PASSWORD)[3]


# Time


def z_score(first: list[float], second: list[float]) -> float:
    """Mann and Whitney's: how surely one of the two takes longer. Beyond 3.29 chance is one in a thousand."""
    ranked = sorted([(value, True) for value in first] + [(value, False) for value in second])
    ranks = sum(rank for rank, (_, of_first) in enumerate(ranked, 1) if of_first)
    n, m = len(first), len(second)
    expected, deviation = n * (n + m + 1) / 2, sqrt(n * m * (n + m + 1) / 12)
    return (ranks - expected) / deviation


class Stopwatch:
    """Times wrong passwords for one account and for ever new names, in random order."""

    def __init__(self, place) -> None:
        self.client, self.district_id = browser(place), place.district.pk
        self.unknown = (f"q{number:04d}" for number in count())

    def compare(self, username: str, pairs: int) -> float:
        known, unknown = [], []
        for _ in range(pairs):
            for times, name in random.sample([(known, username), (unknown, next(self.unknown))], 2):
                times.append(self._time(name))
        return z_score(known, unknown)

    def _time(self, name: str) -> float:
        with use_district(self.district_id):
            Attempt.objects.all().delete()
        started = time.perf_counter()
        self.client.post("/sign-in", {"login": name, "password": "wrong"})
        return time.perf_counter() - started


@pytest.mark.long
@pytest.mark.parametrize("state", STATES)
def test_time_does_not_tell(cast, state):
    give_state(cast.alder, "plind", state)
    stopwatch = Stopwatch(cast.alder)
    stopwatch.compare("plind", 5)
    assert abs(stopwatch.compare("plind", 80)) < 3.29


@pytest.mark.long
def test_time_would_tell_without_the_hash_for_nobody(cast, monkeypatch):
    """The canary: the method sees what it is meant to see."""
    monkeypatch.setattr(gate, "spend_a_hash", lambda password: None)
    assert abs(Stopwatch(cast.alder).compare("plind", 30)) > 3.29


def test_only_a_right_one_time_password_is_quick(cast, monkeypatch):
    hashes = []
    for way in ("encode", "verify"):
        real = getattr(PortalArgon2Hasher, way)
        monkeypatch.setattr(
            PortalArgon2Hasher, way, lambda *args, real=real: (hashes.append(1), real(*args))[1]
        )
    give_state(cast.alder, "alind", "has a one-time password")
    assert answer(cast.alder, "alind", "abcdefghj")[0] == 302
    assert hashes == []
    for name, password in (("alind", "abcdefghk"), ("plind", "wrong"), ("plind", PASSWORD), ("nobody", "x")):
        hashes.clear()
        answer(cast.alder, name, password)
        assert hashes == [1], name
