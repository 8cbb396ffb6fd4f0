"""Every answer carries the headers that browsers protect people by, and no method does what it should not (39, 45)."""

import pytest
from django.test import Client

from tests.people import sign_in

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
}  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ANYBODY = ["/", "/sign-in", "/no/such/page", "/live", "/ready", "/static/css/tokens.css", "/broken/boom",
           "/broken/away", "/broken/forbidden", "/broken/bad"]  # fmt: skip
TEACHER = ["/", "/manage/student-logins", "/students", "/manage/staff", "/students/999999"]


def assert_protected(response) -> None:
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    for name, value in HEADERS.items():
        assert response[name] == value, name


@pytest.mark.parametrize("path", ANYBODY)
def test_every_answer_to_anybody_is_protected(db, settings, path):
    settings.ROOT_URLCONF = "tests.portal.broken_urls"
    client = Client(raise_request_exception=False, headers={"host": "alder.localhost"})
    for response in (client.get(path), client.head(path), client.post(path), client.options(path)):
        assert_protected(response)
    assert_protected(client.get(path, headers={"host": "nobody.example"}))


def test_every_answer_to_a_teacher_is_protected_and_kept_nowhere(cast):
    teacher = sign_in(cast.alder, "teacher")
    for path in TEACHER:
        response = teacher.get(path)
        assert_protected(response)
        assert "no-store" in response["Cache-Control"], path


def test_production_insists_on_https(db, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31536000
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    plain = Client(headers={"host": "alder.localhost"}).get("/sign-in?next=/")
    assert (plain.status_code, plain["Location"]) == (301, "https://alder.localhost/sign-in?next=/")
    assert Client().get("/live").status_code == 200
    secure = Client(headers={"host": "alder.localhost", "x-forwarded-proto": "https"}).get("/sign-in")
    assert secure["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    "method", ["OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "CONNECT", "PROPFIND", "BREW"]
)
@pytest.mark.parametrize("path", ["/", "/sign-in", "/live", "/no/such/page"])
def test_other_methods_are_refused_before_anything_is_looked_up(method, path):
    """Without the `db` fixture: not even the district."""
    response = Client().generic(method, path, headers={"host": "alder.localhost"})
    assert (response.status_code, response["Allow"], response.content) == (405, "GET, HEAD, POST", b"")


def test_head_is_get_without_the_page(db):
    client = Client(headers={"host": "alder.localhost"})
    for path in ("/sign-in", "/no/such/page", "/live"):
        get, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head["Content-Type"] == get["Content-Type"]
