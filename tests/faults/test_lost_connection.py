"""A connection that is lost in the middle of a request leaves no district behind (SECURITY 4, F11)."""

import pytest
from django.db import close_old_connections
from django.test import Client

from tests.portal.sight import districts_seen


@pytest.fixture
def client(committed_cast, settings) -> Client:
    settings.ROOT_URLCONF = "tests.portal.broken_urls"
    return Client(raise_request_exception=False)


def at(place) -> dict[str, str]:
    return {"host": place.host}


def test_the_request_is_a_503_and_the_next_ones_see_their_own_rows(client, committed_cast):
    alder, birch = committed_cast.alder, committed_cast.birch
    for place in (alder, birch, alder):
        lost = client.get("/broken/cut", headers=at(place))
        assert (lost.status_code, "Retry-After" in lost) == (503, True)
        close_old_connections()  # as the web does between requests
        assert districts_seen() == []
        other = birch if place is alder else alder
        assert client.get("/broken/sight", headers=at(other)).content.decode() == f"[{other.district.pk}]"
        assert districts_seen() == []


def test_a_connection_made_anew_in_the_same_request_sees_that_district_only(client, committed_cast):
    alder = committed_cast.alder
    page = client.get("/broken/cut_and_go_on", headers=at(alder))
    assert page.content.decode() == f"[{alder.district.pk}]"
    assert districts_seen() == []
