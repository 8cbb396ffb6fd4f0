"""Behind the links of mails, as a browser gets there (SECURITY 24): every way to use one wrongly fails alike."""

import re
from itertools import permutations

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import mailed_links
from accounts.mailed_links import Purpose
from accounts.models import Account, MailedLink
from schools.tenancy import use_district
from tests.factories import PASSWORD
from tests.parallel import at_once
from tests.people import browser, sign_in

PLACES = {
    Purpose.VERIFY: "/verify/",
    Purpose.RESET: "/new-password/",
    Purpose.CHANGE_EMAIL: "/new-address/",
    Purpose.UNDO_EMAIL: "/take-back/",
    Purpose.ADD_CHILD: "/add-child/",
}


def issue(place, purpose=Purpose.RESET, who: str = "parent") -> str:
    with use_district(place.district.pk), transaction.atomic():
        return mailed_links.issue(
            account=place.accounts[who], purpose=purpose, address="new@home.example",
            student=place.students["ben"], now=timezone.now(),
        ).token  # fmt: skip


def without_tokens(response) -> str:
    """The page but for its CSRF token and, in the language switch, its own address."""
    return re.sub(r'value="(\w{64}|/[\w/-]+)"', "", response.text)


@pytest.mark.parametrize(
    ("purpose", "way"),
    [
        (Purpose.VERIFY, "/forgot"),
        (Purpose.RESET, "/forgot"),
        (Purpose.CHANGE_EMAIL, "/account"),
        (Purpose.ADD_CHILD, "/"),
    ],
)
def test_a_link_that_is_over_leads_to_where_one_asks_again(alder, purpose, way):
    page = browser(alder).get(PLACES[purpose] + "x" * 43).text
    assert f'class="button primary" href="{way}"' in page


@pytest.mark.parametrize(("meant", "tried"), list(permutations(PLACES, 2)))
def test_at_every_other_consumer_it_is_not_found(cast, meant, tried):
    alder = cast.alder
    token = issue(alder, meant)
    client = browser(alder)
    nothing = client.get(PLACES[tried] + "x" * 43)
    assert nothing.status_code == 404
    for answer in (client.get(PLACES[tried] + token), client.post(PLACES[tried] + token)):
        assert answer.status_code == 404
        assert without_tokens(answer) == without_tokens(nothing)
    assert client.get(PLACES[meant] + token).status_code == 200


def test_a_mail_scanner_that_follows_every_link_uses_none_up(cast):
    alder = cast.alder
    with use_district(alder.district.pk):
        before = list(Account.objects.order_by("pk").values())
    for purpose, place in PLACES.items():
        token = issue(alder, purpose)
        for _ in range(2):
            assert browser(alder).get(place + token).status_code == 200
            assert browser(alder).head(place + token).status_code == 200
    with use_district(alder.district.pk):
        assert not MailedLink.objects.exclude(ended_at=None).exists()
        assert list(Account.objects.order_by("pk").values()) == before


def test_used_replaced_and_another_districts_read_alike(cast):
    alder = cast.alder
    used, replaced = issue(alder), issue(alder, Purpose.VERIFY)
    browser(alder).post(PLACES[Purpose.RESET] + used)
    issue(alder, Purpose.VERIFY)
    theirs = issue(cast.birch)
    pages = [
        browser(alder).get(PLACES[Purpose.RESET] + used),
        browser(alder).get(PLACES[Purpose.VERIFY] + replaced),
        browser(alder).get(PLACES[Purpose.RESET] + theirs),
        browser(alder).get(PLACES[Purpose.RESET] + "never-was-one"),
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({without_tokens(page) for page in pages}) == 1


def test_saving_without_having_used_the_link_saves_nothing(cast):
    alder = cast.alder
    client = browser(alder)
    client.get(PLACES[Purpose.RESET] + issue(alder))
    answer = client.post("/choose-password", {"password": "seven quiet otters"})
    assert answer["Location"].startswith("/sign-in")
    sign_in(alder, "plind", PASSWORD)


def test_it_opens_its_own_account_whoever_is_signed_in(cast):
    alder = cast.alder
    client = sign_in(alder, "teacher")
    client.post(PLACES[Purpose.RESET] + issue(alder))
    assert client.get("/choose-password").wsgi_request.user == alder.accounts["parent"]


def test_a_page_it_opened_is_ended_by_the_next_one(cast):
    alder = cast.alder
    first, second = browser(alder), browser(alder)
    first.post(PLACES[Purpose.RESET] + issue(alder))
    second.post(PLACES[Purpose.RESET] + issue(alder))
    assert first.post("/choose-password", {"password": "seven quiet otters"})["Location"] == "/sign-in"
    assert second.post("/choose-password", {"password": "seven quiet otters"})["Location"] == "/"


def test_the_page_tells_no_other_site_its_address(cast):
    page = browser(cast.alder).get(PLACES[Purpose.RESET] + issue(cast.alder))
    assert page["Referrer-Policy"] == "same-origin"


def test_using_it_needs_the_token_of_the_page(cast):
    client = browser(cast.alder)
    client.handler.enforce_csrf_checks = True
    assert client.post(PLACES[Purpose.RESET] + issue(cast.alder)).status_code == 403


def test_pressed_eight_times_at_once_it_opens_one_page(committed_cast):
    alder = committed_cast.alder
    path = PLACES[Purpose.RESET] + issue(alder)
    clients = [browser(alder) for _ in range(8)]
    statuses = at_once(8, lambda place: clients[place].post(path).status_code)
    assert sorted(statuses) == [302] + [404] * 7
