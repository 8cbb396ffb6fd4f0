"""Every route that may change something, sent as no page of ours sends it (SECURITY 38, 39)."""

import re
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from tests.access_table import POST
from tests.people import undone
from tests.test_access import READS, Scene, refuse_writes, scene  # noqa: F401 - a fixture

OUTSIDE = {"live", "ready"}  # no district, no session, nothing to change
COLUMNS = {
    name
    for model in apps.get_models()
    for field in model._meta.concrete_fields
    for name in (field.name, field.attname)
} | {"is_staff", "is_superuser", "verified", "tenant"}
CANARY = "987654321"  # an id, a word, a tick: whatever takes it up, it shows
# What a form of ours has beside the fields of the scene's payload.
OWN_FIELDS = {
    "accounts:change-portal-account": {"is_test"},
    "schools:options": {"users_change_password", "users_change_email", "deleting_is_separate"},
    "set-language": {"language"},
}


def strict(scene: Scene, who: str) -> Client:  # noqa: F811
    """The same session in a browser whose tokens are looked at."""
    client = Client(enforce_csrf_checks=True, headers={"host": scene.cast.alder.host})
    client.cookies = SimpleCookie(scene.browsers[who].cookies.output(header=""))
    return client


def token_of(client: Client) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/account").text)[1]


@pytest.mark.parametrize("route", sorted(POST.keys() - OUTSIDE))
def test_without_the_own_pages_token_nothing_happens(scene, route):  # noqa: F811
    """Neither without one, nor with that of somebody else's page."""
    admin, parent = strict(scene, "admin"), strict(scene, "parent")
    for token in ({}, {"csrfmiddlewaretoken": token_of(parent)}):
        with undone(admin), connection.execute_wrapper(refuse_writes):
            assert admin.post(scene.url(route), scene.payload(route) | token).status_code == 403


def done(client: Client, url: str, typed: dict[str, Any]) -> tuple[int, list]:
    """The answer, and what was written: each statement with its yes and no."""
    written = []

    def note(execute, sql, params, many, context):
        if not sql.lstrip().upper().startswith(READS):
            values = list(params.values() if isinstance(params, dict) else params or ())
            assert CANARY not in map(str, values), sql
            written.append((sql, [value for value in values if isinstance(value, bool)]))
        return execute(sql, params, many, context)

    with undone(client), connection.execute_wrapper(note):
        return client.post(url, typed).status_code, written


@pytest.mark.parametrize("who", ["parent", "admin"])
@pytest.mark.parametrize("route", sorted(POST.keys() - OUTSIDE))
def test_a_form_takes_its_own_fields_and_no_column_that_was_sent_along(scene, route, who):  # noqa: F811
    client, url, typed = scene.browsers[who], scene.url(route), scene.payload(route)
    more = dict.fromkeys(COLUMNS - OWN_FIELDS.get(route, set()), CANARY) | typed
    assert done(client, url, more) == done(client, url, typed)
