"""The first sign-in, as the pupil and the shared computer see it: a page that can only choose a password."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import get_resolver

from accounts.models import Account, OneTimePassword
from accounts.session_rules import WHILE_CHOOSING
from schools.models import PasswordPolicy
from schools.tenancy import use_district
from tests.factories import PASSWORD, make_one_time_password
from tests.people import browser, sign_in

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
ISSUED = "abc-def-ghj"
CHOSEN = "quokka-tide"


@pytest.fixture
def alder(cast):
    with use_district(cast.alder.district.pk):
        make_one_time_password(cast.alder.accounts["ada"])
    return cast.alder


def in_alder(alder):
    return use_district(alder.district.pk)


def choose(client, password: str = CHOSEN):
    return client.post("/choose-password", {"password": password})


def sentences(response) -> list[str]:
    found = re.findall(r'class="field-error">.*?</span> (.*?)</span>', response.text, re.DOTALL)
    return [sentence.replace("&#x27;", "'") for sentence in found]


@pytest.mark.requirement("A5")
def test_first_sign_in_forces_a_new_password_and_then_one_is_in(alder):
    client = browser(alder)
    entered = client.post("/sign-in", {"login": "alind", "password": ISSUED, "next": "/somewhere"})
    assert entered["Location"] == "/choose-password"
    assert "alind" in client.get("/choose-password").text
    assert choose(client)["Location"] == "/"
    assert client.get("/").status_code == 200
    sign_in(alder, "alind", CHOSEN)


@pytest.mark.requirement("A5")
def test_afterwards_the_one_time_password_opens_nothing(alder):
    choose(sign_in(alder, "alind", ISSUED))
    assert browser(alder).post("/sign-in", {"login": "alind", "password": ISSUED}).status_code == 200
    with in_alder(alder):
        assert OneTimePassword.objects.get().sealed is None


def test_entering_it_is_no_sign_in_yet_saving_is(alder):
    client = sign_in(alder, "alind", ISSUED)
    with in_alder(alder):
        assert Account.objects.get(username="alind").sign_in_count == 0
    choose(client)
    with in_alder(alder):
        assert Account.objects.get(username="alind").sign_in_count == 1


def every_route() -> list[str]:
    """One address for every route of a district's portal."""
    found = []

    def walk(patterns, prefix, namespace):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, route, pattern.namespace or namespace)
            else:
                name = f"{namespace}:{pattern.name}" if namespace else pattern.name
                found.append((name, "/" + re.sub(r"<[^>]*>", "1", route)))

    walk(get_resolver().url_patterns, "", "")
    return found


@pytest.mark.requirement("A5")
def test_until_then_every_route_leads_to_the_choose_page(alder):
    """SECURITY 11: all routes, both methods; only what `WHILE_CHOOSING` names answers."""
    client = sign_in(alder, "alind", ISSUED)
    walked = 0
    for name, path in every_route():
        if name in WHILE_CHOOSING:
            continue
        for method in (client.get, client.head, client.post):
            response = method(path)
            assert (response.status_code, response["Location"]) == (302, "/choose-password"), path
            walked += 1
    assert walked >= 6


def test_until_then_nothing_is_in_scope(alder):
    request = sign_in(alder, "alind", ISSUED).get("/choose-password").wsgi_request
    assert not request.scope.reaches


def test_sign_out_language_and_health_answer_meanwhile(alder):
    client = sign_in(alder, "alind", ISSUED)
    assert client.get("/live").status_code == 200
    assert client.post("/language", {"language": "es", "next": "/choose-password"}).status_code == 302
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert client.get("/choose-password")["Location"].startswith("/sign-in")


def test_the_page_opened_again_elsewhere_ends_this_one(alder):
    first, second = sign_in(alder, "alind", ISSUED), sign_in(alder, "alind", ISSUED)
    refused = choose(first)
    assert refused["Location"] == "/sign-in"
    assert "opened again somewhere else" in first.get("/sign-in").text
    assert choose(second, "another-password")["Location"] == "/"
    sign_in(alder, "alind", "another-password")


def test_after_20_minutes_the_page_says_so_and_saves_nothing(alder):
    with time_machine.travel(NOON, tick=False) as clock:
        with in_alder(alder):
            make_one_time_password(alder.accounts["ada"], now=NOON)
        client = sign_in(alder, "alind", ISSUED)
        clock.shift(timedelta(minutes=14, seconds=50))
        assert client.get("/choose-password").status_code == 200
        clock.shift(timedelta(minutes=5, seconds=10))
        assert choose(client)["Location"] == "/sign-in"
        assert "open for too long" in client.get("/sign-in").text
        assert browser(alder).post("/sign-in", {"login": "alind", "password": ISSUED}).status_code == 200


@pytest.mark.parametrize("days", [30, 31])
def test_past_its_day_it_is_refused_like_any_wrong_password(alder, days):
    with time_machine.travel(NOON, tick=False) as clock:
        with in_alder(alder):
            make_one_time_password(alder.accounts["ada"], now=NOON)
        clock.shift(timedelta(days=days, seconds=1))
        late = browser(alder).post("/sign-in", {"login": "alind", "password": ISSUED})
        wrong = browser(alder).post("/sign-in", {"login": "alind", "password": "abc-def-gh2"})
    assert "didn&#x27;t match" in late.text
    assert _without_tokens(late.text) == _without_tokens(wrong.text)


def _without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_the_sixth_entry_is_refused_and_ends_the_open_page(alder):
    clients = [sign_in(alder, "alind", ISSUED) for _ in range(5)]
    assert "didn&#x27;t match" in browser(alder).post("/sign-in", {"login": "alind", "password": ISSUED}).text
    assert choose(clients[-1])["Location"] == "/sign-in"


def test_one_browser_is_one_and_another_is_noticed(alder):
    client = browser(alder)
    client.get("/sign-in")  # gives the browser its name
    client.post("/sign-in", {"login": "alind", "password": ISSUED})
    client.post("/sign-out")
    client.post("/sign-in", {"login": "alind", "password": ISSUED})
    with in_alder(alder):
        assert OneTimePassword.objects.get().second_browser_at is None
    sign_in(alder, "alind", ISSUED)
    with in_alder(alder):
        assert OneTimePassword.objects.get().second_browser_at is not None


# What makes a password (C2)


@pytest.mark.parametrize("typed", ["abcdefghj", "abc-def-ghj", "ABC-DEF-GHJ"])
def test_the_one_time_password_is_no_own_password(alder, typed):
    client = sign_in(alder, "alind", ISSUED)
    assert sentences(choose(client, typed)) == [
        "That is the password from the paper. Choose one of your own."
    ]


def test_all_that_is_wrong_is_said_at_once(alder):
    with in_alder(alder):
        Account.objects.filter(username="alind").update(username="secret")
    assert len(sentences(choose(sign_in(alder, "secret", ISSUED), "secret1"))) == 3


@pytest.mark.requirement("C2")
@pytest.mark.parametrize(("who", "floor"), [("ada", 8), ("parent", 12), ("teacher", 15)])
def test_each_type_has_its_floor_and_is_told(alder, who, floor):
    account = alder.accounts[who]
    with in_alder(alder):
        make_one_time_password(account)
    client = sign_in(alder, account.username, ISSUED)
    assert f"At least {floor} characters" in client.get("/choose-password").text
    long_enough = "lantern quokka tide"[:floor]
    assert sentences(choose(client, long_enough[:-1])) == [f"Use at least {floor} characters."]
    assert choose(client, long_enough)["Location"] == "/"


@pytest.mark.requirement("C2")
@pytest.mark.parametrize(
    ("policies", "floor"),
    [
        ([("north", 10)], 10),
        ([("south", 14)], 8),
        ([(None, 11)], 11),
        ([(None, 11), ("north", 13)], 13),
        ([(None, 13), ("north", 11)], 13),
    ],
)
def test_the_strictest_of_district_and_own_schools_holds(alder, policies, floor):
    with in_alder(alder):
        for school, length in policies:
            PasswordPolicy.objects.create(
                school=school and getattr(alder, school), account_type="student", min_length=length
            )
        PasswordPolicy.objects.create(account_type="parent", min_length=40)
    assert f"At least {floor} characters" in sign_in(alder, "alind", ISSUED).get("/choose-password").text


@pytest.mark.requirement("C2")
def test_a_school_asks_its_pupils_parents_and_its_staff_for_more(alder):
    with in_alder(alder):
        for account_type in ("parent", "staff"):
            PasswordPolicy.objects.create(school=alder.north, account_type=account_type, min_length=21)
    for who in ("parent", "teacher"):
        account = alder.accounts[who]
        with in_alder(alder):
            make_one_time_password(account)
        page = sign_in(alder, account.username, ISSUED).get("/choose-password").text
        assert "At least 21 characters" in page


def test_the_page_suits_password_managers_and_shows_a_pupil_what_they_type(alder):
    page = sign_in(alder, "alind", ISSUED).get("/choose-password").text
    (field,) = re.findall(r'<input[^>]*id="id_password"[^>]*>', page)
    assert 'autocomplete="new-password"' in field
    assert "data-shown" in field
    assert re.search(r'<input[^>]*value="alind"[^>]*autocomplete="username"', page)


def test_a_refused_choice_is_not_sent_back(alder):
    assert "xq7!z" not in choose(sign_in(alder, "alind", ISSUED), "xq7!z").text


def test_without_a_one_time_password_the_page_leads_home(alder):
    client = sign_in(alder, "plind", PASSWORD)
    for response in (client.get("/choose-password"), choose(client)):
        assert response["Location"] == "/"
    with in_alder(alder):
        assert Account.objects.get(username="plind").check_password(PASSWORD)


def test_saving_needs_the_token_of_the_page(alder):
    client = sign_in(alder, "alind", ISSUED)
    client.handler.enforce_csrf_checks = True
    assert choose(client).status_code == 403
