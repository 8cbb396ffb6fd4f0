"""The host decides the district, and nothing else does (SECURITY 25)."""

import pytest
from django.test import Client

OURS = [
    "alder.localhost",
    "ALDER.localhost",
    "alder.localhost.",
    "alder.localhost:8000",
    "alder.localhost:443",
]
NOT_OURS = [
    "evil.example", "alder.localhost.evil.example", "evil.example:443", "xalder.localhost", "alder_localhost",
    "alder.localhost@evil.example", "evil.example/alder.localhost", "alder.localhost, birch.localhost",
    "alder.localhost:port", "alder.localhost:80:80", "alder.localhost:-1", "[::1]", "[::1]:8000", "::1", "[", "a b",
    "alder.localhost\t", "аlder.localhost", "xn--lder-43d.localhost", "", ".", ":8000", "%61lder.localhost", "10.0.0.7",
    "alder.localhost\x00.evil.example", "alder" * 60 + ".localhost",
]  # fmt: skip


@pytest.mark.parametrize("host", OURS)
def test_a_districts_address_with_any_port_and_case_is_its_own(db, host):
    response = Client().get("/sign-in", headers={"host": host})
    assert response.status_code == 200
    assert response.wsgi_request.district.slug == "alder"


@pytest.mark.parametrize("host", NOT_OURS)
def test_any_other_address_is_refused(db, host):
    response = Client().get("/sign-in", headers={"host": host})
    assert response.status_code == 400
    assert "This address is not one of ours" in response.content.decode()


def test_what_a_proxy_could_be_told_is_not_believed(db):
    lies = {
        "x-forwarded-host": "birch.localhost", "x-host": "birch.localhost", "forwarded": "host=birch.localhost",
        "x-original-url": "/live", "x-rewrite-url": "/live", "x-http-method-override": "POST",
    }  # fmt: skip
    response = Client().get("/sign-in", headers={"host": "alder.localhost", **lies})
    assert response.wsgi_request.district.slug == "alder"
    assert response.resolver_match.view_name == "accounts:sign-in"
    assert Client().get("/", headers={"host": "evil.example", **lies}).status_code == 400


def test_the_bare_domain_helps_to_find_the_district(db):
    response = Client().get("/", headers={"host": "localhost"})
    assert response.status_code == 200
    assert "Alder District" in response.content.decode()
    assert Client().get("/sign-in", headers={"host": "localhost"}).status_code == 404
