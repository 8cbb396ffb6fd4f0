"""Our own error pages: always there, and telling nobody anything but the number of the request (SECURITY 46)."""

import pytest
from django.core.exceptions import DisallowedHost
from django.db import OperationalError
from django.test import Client, RequestFactory

from portal import errors
from tests.people import sign_in
from tests.portal.broken_urls import CANARY

PAGES = {
    "/broken/boom": (500, "That went wrong on our side"),
    "/broken/quoting": (500, "That went wrong on our side"),
    "/broken/away": (503, "Back in a moment"),
    "/broken/forbidden": (403, "This is not yours to open"),
    "/broken/bad": (400, "That could not be understood"),
    "/no/such/page": (404, "There is nothing here"),
}


@pytest.fixture
def client(db, settings) -> Client:
    settings.ROOT_URLCONF = "tests.portal.broken_urls"
    return Client(raise_request_exception=False, headers={"host": "alder.localhost"})


@pytest.mark.parametrize("path", PAGES)
def test_an_error_page_names_the_request_and_nothing_else(client, path):
    status, words = PAGES[path]
    response = client.post(path, {"password": CANARY})
    page = response.content.decode()
    assert (response.status_code, words in page) == (status, True)
    assert response["X-Request-ID"] in page
    for leak in (
        CANARY,
        "Traceback",
        "Error",
        "SELECT",
        ".py",
        "site-packages",
        "settings",
    ):
        assert leak not in page
    assert ("Retry-After" in response) == (status == 503)


def test_an_error_page_of_an_unknown_address_says_so(client):
    response = client.get("/", headers={"host": "nobody.example"})
    assert response.status_code == 400
    assert "This address is not one of ours" in response.content.decode()
    assert "nobody.example" not in response.content.decode()
    assert "Go to the first page" not in response.text  # it would be this one


def test_a_form_without_its_token_is_refused_with_a_page(client):
    strict = Client(enforce_csrf_checks=True, headers={"host": "alder.localhost"})
    response = strict.post("/sign-in", {"login": "teacher", "password": CANARY})
    assert response.status_code == 403
    assert "That page had been open too long" in response.content.decode()
    assert CANARY not in response.content.decode()


def test_the_address_of_a_button_is_a_page_too(alder):
    """After the language of a question was changed, or when a phone restores the tab."""
    answer = sign_in(alder, "head").get("/manage/parents/reset")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Only a button opens this page" in answer.text
    assert answer["X-Request-ID"] in answer.text


def test_error_pages_need_no_database_no_session_and_no_valkey(settings):
    """Without the `db` fixture a query fails this test; nothing has touched the request yet."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}}
    request = RequestFactory().get("/")
    pages = [
        errors.bad_request(request, DisallowedHost()), errors.bad_request(request), errors.not_found(request),
        errors.permission_denied(request), errors.csrf_failure(request), errors.server_error(request),
    ]  # fmt: skip
    try:
        raise OperationalError
    except OperationalError:
        pages.append(errors.server_error(request))
    assert [page.status_code for page in pages] == [400, 400, 404, 403, 403, 500, 503]
    assert all(b"<h1>" in page.content for page in pages)
