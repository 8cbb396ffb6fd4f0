"""While somebody else's pages are looked at nothing is changed, sent or revealed: every route walked (SECURITY 29)."""

import re

import pytest
from django.urls import reverse

from accounts.emulation import SHOWN, WAYS_OUT
from accounts.models import Emulation
from schools.models import AuditEvent
from schools.tenancy import use_district
from tests.access_table import GET, POST
from tests.accounts.pages import text_of
from tests.accounts.test_emulation import NOON, start
from tests.people import sign_in, undone
from tests.test_access import Scene, get, scene  # noqa: F401 - a fixture

OUTSIDE = {"live", "ready"}  # no district, so nobody is anybody there


@pytest.fixture(scope="module")
def looker(scene: Scene):  # noqa: F811
    """The district admin, who may do everything as themself, at a parent's pages."""
    alder = scene.cast.alder
    client = sign_in(alder, "districtadmin")
    assert start(client, alder.accounts["parent"]).status_code == 302
    return client


def refusals(scene: Scene, route: str) -> list[tuple[int, int]]:  # noqa: F811
    with use_district(scene.cast.alder.district.pk):
        denied = AuditEvent.objects.filter(verb="denied", object_kind=route[:30])
        return list(denied.values_list("actor_id", "emulated_id"))


@pytest.mark.requirement("X11")
@pytest.mark.parametrize("route", sorted(POST.keys() - WAYS_OUT - OUTSIDE))
def test_every_unsafe_method_is_refused_with_both_names_written_down(scene, looker, route):  # noqa: F811
    accounts = scene.cast.alder.accounts
    both = (accounts["district_admin"].pk, accounts["parent"].pk)
    with undone(looker):
        answer = looker.post(scene.url(route), scene.payload(route))
        assert answer.status_code == 403
        assert both in refusals(scene, route)
        assert "Nothing was done" in text_of(answer)
        assert "You see what Pat Lind sees" in text_of(answer)


@pytest.mark.requirement("X11")
@pytest.mark.parametrize("route", sorted(GET.keys() - WAYS_OUT - OUTSIDE))
def test_only_the_own_pages_are_shown_and_each_has_the_strip(scene, looker, route):  # noqa: F811
    got = get(looker, scene.url(route))
    assert got == ("200" if route in SHOWN else "403")
    with undone(looker):
        page = looker.get(scene.url(route))
    words = text_of(page)
    assert "You see what Pat Lind sees" in words
    assert "Nothing can be changed" in words
    forms = page.content.decode().split("<form")[1:]
    assert {form.split('action="')[1].split('"')[0] for form in forms} <= {reverse(name) for name in WAYS_OUT}


@pytest.mark.parametrize("key", ["parent", "ada"])
def test_no_link_leads_to_a_page_that_stays_shut(scene, key):  # noqa: F811
    alder = scene.cast.alder
    client = sign_in(alder, "districtadmin")
    start(client, alder.accounts[key])
    shown = {reverse(name) for name in SHOWN}
    for page in shown:
        links = re.findall(r'<a [^>]*href="(/[^"]*)"', client.get(page).text)
        assert links
        assert set(links) <= shown


def test_a_page_that_does_not_exist_has_the_strip_too(looker):
    page = looker.get("/nowhere")
    assert page.status_code == 404
    assert "Return" in text_of(page)


@pytest.mark.requirement("X11")
@pytest.mark.parametrize("route", sorted(POST.keys() - WAYS_OUT - OUTSIDE))
def test_when_its_time_is_over_nothing_works_until_return(scene, route, looker):  # noqa: F811
    """A form that was open then is not sent in the looker's own name."""
    with undone(looker), use_district(scene.cast.alder.district.pk):
        Emulation.objects.update(expires_at=NOON.replace(year=2025))
        assert looker.post(scene.url(route), scene.payload(route)).status_code == 403
