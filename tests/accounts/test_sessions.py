"""How long a session counts, what ends it, and what it leaves behind."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from redis.exceptions import RedisError

from accounts.lives import IDLE
from accounts.models import Account, AccountType, PortalSession
from accounts.sessions import SessionStore
from schools.models import AuditEvent, StaffMember
from schools.tenancy import use_district
from tests.factories import PASSWORD, make_one_time_password
from tests.people import browser, sign_in

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)


def is_in(client) -> bool:
    response = client.get("/")
    assert response.status_code in (200, 302)
    if response.status_code == 302:
        assert response["Location"] == "/sign-in?next=/"
    return response.status_code == 200


def change(place, username: str, **facts) -> None:
    with use_district(place.district.pk):
        Account.objects.filter(username=username).update(**facts)


# What is kept of it


def test_the_cookie_opens_the_session_but_is_nowhere_in_the_database(cast):
    client = sign_in(cast.alder, "plind")
    value = client.cookies["portal_session"].value
    with connection.cursor() as cursor, use_district(cast.alder.district.pk):
        cursor.execute("SELECT row_to_json(s)::text FROM accounts_portalsession s")
        (row,) = cursor.fetchone()
    assert value not in row
    assert len(value) >= 43  # 256 bits


def test_the_digest_in_the_database_is_no_cookie(cast):
    sign_in(cast.alder, "plind")
    thief = browser(cast.alder)
    with use_district(cast.alder.district.pk):
        thief.cookies["portal_session"] = PortalSession.objects.get().digest
    assert not is_in(thief)


def test_a_session_of_one_district_is_none_in_another(cast):
    """SECURITY 4: the same cookie, on the twin's address."""
    cookie = sign_in(cast.alder, "plind").cookies["portal_session"].value
    elsewhere = browser(cast.birch)
    elsewhere.cookies["portal_session"] = cookie
    assert not is_in(elsewhere)


def test_its_cookie_is_for_this_browser_window_and_no_script(cast):
    cookie = sign_in(cast.alder, "plind").cookies["portal_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == cookie["expires"] == ""


def test_what_is_put_into_a_session_comes_back(cast):
    with use_district(cast.alder.district.pk):
        store = SessionStore()
        store["colour"] = ["green", 3]
        store.save()
        again = SessionStore(store.session_key)
        assert again["colour"] == ["green", 3]
        assert again.account is None
        again.cycle_key()
        again.save()
        assert SessionStore(store.session_key).get("colour") is None
        assert SessionStore(again.session_key)["colour"] == ["green", 3]


def test_a_session_that_was_ended_meanwhile_does_not_come_back(cast):
    client = sign_in(cast.alder, "plind")
    with use_district(cast.alder.district.pk):
        store = SessionStore(client.cookies["portal_session"].value)
        store["late"] = True
        PortalSession.objects.all().delete()
        with pytest.raises(UpdateError):
            store.save()
        assert not PortalSession.objects.exists()


# What ends it

ENDINGS = {
    "epoch": {"session_epoch": F("session_epoch") + 1},
    "disabled": {"disabled_at": NOON},
    "deleted": {"deleted_at": NOON},
    "expired": {"expires_at": NOON},
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_all_sessions_of_the_account_end_with_the_next_request(cast, ending):
    """SECURITY 26, for the events that this step has."""
    clients = [sign_in(cast.alder, "plind") for _ in range(3)]
    other = sign_in(cast.alder, "alind")
    change(cast.alder, "plind", **ENDINGS[ending])
    assert [is_in(client) for client in clients] == [False] * 3
    assert is_in(other)


def test_an_expiry_date_in_the_future_ends_it_when_it_comes(cast):
    with time_machine.travel(NOON, tick=False) as clock:
        change(cast.alder, "plind", expires_at=NOON + timedelta(minutes=10))
        client = sign_in(cast.alder, "plind")
        clock.shift(timedelta(minutes=9, seconds=59))
        assert is_in(client)
        clock.shift(1)
        assert not is_in(client)


@pytest.mark.parametrize(("last_day", "still_in"), [(-1, False), (0, False), (1, True)])
def test_staff_whose_time_is_over_are_out_and_stay_out(cast, last_day, still_in):
    """SECURITY 27. `ended_on` is the first day without them."""
    client = sign_in(cast.alder, "teacher")
    with use_district(cast.alder.district.pk):
        staff = StaffMember.objects.filter(pk=cast.alder.staff["teacher"].pk)
        staff.update(ended_on=timezone.localdate() + timedelta(days=last_day))
    signed_in = client.get("/choose-password")["Location"] == "/"
    again = browser(cast.alder).post("/sign-in", {"login": "teacher", "password": PASSWORD})
    assert signed_in == (again.status_code == 302) == still_in


def test_choosing_a_password_ends_the_other_sessions_and_keeps_this_one(cast):
    elsewhere = sign_in(cast.alder, "alind")
    with use_district(cast.alder.district.pk):
        make_one_time_password(cast.alder.accounts["ada"])
    here = sign_in(cast.alder, "alind", "abcdefghj")
    before = here.cookies["portal_session"].value
    here.post("/choose-password", {"password": "quokka-tide"})
    assert is_in(here)
    assert here.cookies["portal_session"].value != before
    assert not is_in(elsewhere)


def test_with_what_ended_it_one_cannot_sign_in_again(cast):
    for facts in (ENDINGS["disabled"], ENDINGS["deleted"], ENDINGS["expired"]):
        with use_district(cast.alder.district.pk):
            Account.objects.filter(username="plind").update(
                disabled_at=None, deleted_at=None, expires_at=None
            )
        change(cast.alder, "plind", **facts)
        assert (
            browser(cast.alder).post("/sign-in", {"login": "plind", "password": PASSWORD}).status_code == 200
        )


# Clocks


@pytest.mark.parametrize(("username", "minutes"), [("alind", 15), ("plind", 30), ("clerk", 30)])
def test_left_alone_it_ends(cast, username, minutes):
    """SECURITY 40: a pupil's after 15 minutes, everybody else's after 30."""
    for after, still_in in ((minutes * 60 - 1, True), (minutes * 60 + 61, False)):
        with time_machine.travel(NOON, tick=False) as clock:
            client = sign_in(cast.alder, username)
            clock.shift(after)
            assert _signed_in(client) == still_in


def _signed_in(client) -> bool:
    return client.get("/choose-password")["Location"] == "/"


def test_used_now_and_then_it_stays_until_eight_hours_are_over(cast):
    with time_machine.travel(NOON, tick=False) as clock:
        client = sign_in(cast.alder, "alind")
        for _ in range(34):
            clock.shift(timedelta(minutes=14))
            assert is_in(client)
        clock.move_to(NOON + timedelta(hours=7, minutes=59, seconds=59))
        assert is_in(client)
        clock.move_to(NOON + timedelta(hours=8))
        assert not is_in(client)


def test_the_idle_clock_is_told_at_most_once_a_minute(cast):
    with time_machine.travel(NOON, tick=False) as clock:
        client = sign_in(cast.alder, "alind")
        told = []
        for _ in range(12):
            clock.shift(20)
            told.append("portal_seen" in client.get("/").cookies)
    assert told == [False, False, True] * 4


@pytest.mark.parametrize("forged", ["1789388100", "1789388100:1abc:signature", "", "x" * 4000])
def test_a_forged_idle_clock_counts_for_nothing(cast, forged):
    with time_machine.travel(NOON, tick=False) as clock:
        client = sign_in(cast.alder, "alind")
        clock.shift(timedelta(minutes=16))
        client.cookies["portal_seen"] = forged
        assert not is_in(client)


def test_the_idle_clock_of_another_session_counts_for_nothing(cast):
    with time_machine.travel(NOON, tick=False) as clock:
        old = sign_in(cast.alder, "alind")
        clock.shift(timedelta(minutes=16))
        fresh = sign_in(cast.alder, "alind")
        clock.shift(timedelta(minutes=2))
        fresh.get("/")
        old.cookies["portal_seen"] = fresh.cookies["portal_seen"].value
        assert not is_in(old)


# What a request costs and writes


def test_a_page_reads_session_and_account_in_one_statement_and_writes_nothing(cast):
    client = sign_in(cast.alder, "alind")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get("/choose-password")
    statements = [query["sql"] for query in captured]
    assert not [sql for sql in statements if not sql.startswith("SELECT")]
    assert len([sql for sql in statements if "accounts_portalsession" in sql]) == 1
    assert not [sql for sql in statements if 'FROM "accounts_account"' in sql]


def test_it_counts_while_the_cache_is_away(cast, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}}
    with pytest.raises(RedisError):
        cache.get("anything")
    assert is_in(sign_in(cast.alder, "alind"))


def test_no_page_is_stored_by_the_browser(cast):
    client = sign_in(cast.alder, "alind")
    for page in (
        client.get("/"),
        client.get("/sign-in"),
        client.get("/nowhere"),
        browser(cast.alder).get("/"),
    ):
        assert page["Cache-Control"] == "no-store, private"


# Signing out


def test_signing_out_leaves_nothing_to_go_back_to(cast):
    client = sign_in(cast.alder, "alind")
    value = client.cookies["portal_session"].value
    response = client.post("/sign-out")
    assert response["Location"] == "/sign-in"
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert response.cookies["portal_session"].value == ""
    client.cookies["portal_session"] = value
    assert not is_in(client)
    with use_district(cast.alder.district.pk):
        assert not PortalSession.objects.exists()
        (event,) = AuditEvent.objects.filter(verb="signed_out")
    assert event.actor_id == cast.alder.accounts["ada"].pk


def test_signing_out_is_a_post_with_a_token(cast):
    client = sign_in(cast.alder, "alind")
    assert client.get("/sign-out").status_code == 405
    client.handler.enforce_csrf_checks = True
    assert client.post("/sign-out").status_code == 403
    assert is_in(client)


def test_signing_out_twice_is_no_error(cast):
    client = sign_in(cast.alder, "alind")
    assert client.post("/sign-out").status_code == 302
    assert client.post("/sign-out")["Location"] == "/sign-in"


def test_a_rule_for_every_type_of_account():
    assert set(IDLE) == set(AccountType.values)
