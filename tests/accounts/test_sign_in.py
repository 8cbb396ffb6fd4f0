"""Signing in by the page: who gets in, where to, and what is written about it."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.forms.facts import UsernameForm
from accounts.hashers import PortalArgon2Hasher
from accounts.models import Account, PortalSession
from roster.models import Contact
from schools.models import AuditEvent
from schools.tenancy import use_district
from tests.accounts.pages import text_of
from tests.factories import PASSWORD, make_contact, make_parent_account
from tests.people import browser, sign_in

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)


def whose(client: Client) -> str | None:
    """The username of whose session this browser is in, as the home page knows it."""
    response = client.get("/")
    return response.wsgi_request.account.username if response.status_code == 200 else None


def account_of(place, key) -> Account:
    with use_district(place.district.pk):
        return Account.objects.get(pk=place.accounts[key].pk)


def audited(place, verb) -> list[int | None]:
    with use_district(place.district.pk):
        return list(AuditEvent.objects.filter(verb=verb).values_list("object_id", flat=True))


@pytest.mark.parametrize("typed", ["plind", " PLind\t", "ｐｌｉｎｄ", "{email}", "  {email} ", "{EMAIL}"])
def test_username_or_email_in_whatever_spelling(cast, typed):
    email = cast.alder.accounts["parent"].email
    client = sign_in(cast.alder, typed.format(email=email, EMAIL=email.upper()))
    assert whose(client) == "plind"


@pytest.mark.parametrize("chosen", ["μαΐα", "jǰuan"])
def test_a_chosen_username_signs_in_in_any_script(cast, chosen):
    """Some letters fall apart when folded, and are put together again in what is stored."""
    form = UsernameForm({"username": chosen})
    assert form.is_valid()
    with use_district(cast.alder.district.pk):
        Account.objects.filter(pk=cast.alder.accounts["parent"].pk).update(**form.cleaned_data)
    for typed in (chosen, chosen.upper()):
        assert whose(sign_in(cast.alder, typed)) == form.cleaned_data["username"]


def test_of_two_parents_on_one_mailbox_one_signs_in_by_it_and_the_other_by_username(cast):
    with use_district(cast.alder.district.pk):
        record = make_contact(cast.alder.students["ada_4b"], "Kim", "Lind")
        other = make_parent_account(record, cast.alder.students["ada_4b"], "klind")
        Account.objects.filter(pk=other.pk).update(email="")
        email = cast.alder.accounts["parent"].email
        Contact.objects.filter(pk=record.pk).update(email=email)
    assert whose(sign_in(cast.alder, email)) == "plind"
    assert whose(sign_in(cast.alder, "klind")) == "klind"


@pytest.mark.parametrize(
    "typed", ["plind@home.example", "alin", "", "аlind", "alind\0", "a" * 300, "' OR 1=1--"]
)
def test_everything_else_is_nobody(cast, typed):
    client = browser(cast.alder)
    response = client.post("/sign-in", {"login": typed, "password": PASSWORD})
    assert response.status_code == 200
    assert whose(client) is None


@pytest.mark.parametrize(
    "password", [PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD} ", "", "x" * 300, "a\0b"]
)
def test_the_password_must_be_exact(cast, password):
    client = browser(cast.alder)
    assert client.post("/sign-in", {"login": "plind", "password": password}).status_code == 200
    assert whose(client) is None


def test_the_same_username_opens_the_own_district_only(cast):
    with use_district(cast.birch.district.pk):
        other = make_password("another long password")
        Account.objects.filter(username="plind").update(password=other)
    assert whose(sign_in(cast.alder, "plind")) == "plind"
    assert browser(cast.birch).post("/sign-in", {"login": "plind", "password": PASSWORD}).status_code == 200
    sign_in(cast.birch, "plind", "another long password")


def test_signing_in_gives_the_browser_a_new_key_and_ends_whatever_it_had(cast):
    client = sign_in(cast.alder, "plind")
    first = client.cookies["portal_session"].value
    client.post("/sign-in", {"login": "alind", "password": PASSWORD})
    assert client.cookies["portal_session"].value != first
    assert whose(client) == "alind"
    back = browser(cast.alder)
    back.cookies["portal_session"] = first
    assert whose(back) is None


@pytest.mark.parametrize(
    ("door", "typed"),
    [("/sign-out", {}), ("/sign-in", {"login": "alind4b", "password": PASSWORD})],
    ids=["signed out", "next one in"],
)
def test_what_one_was_told_is_not_shown_to_the_next_at_this_computer(cast, door, typed):
    """SECURITY 40: the answer named a child, and the page that would have shown it was never opened."""
    alder, head = cast.alder, sign_in(cast.alder, "head")
    child = {"student": alder.students["ada"].pk, "confirmed": "yes"}
    assert head.post(f"/manage/accounts/{alder.accounts['parent'].pk}/unlink", child).status_code == 302
    assert "off this account" not in text_of(head.post(door, typed, follow=True))


def test_nor_what_somebody_who_was_not_signed_in_has_typed(cast):
    """A parent asked at a school's computer; the page with the names and the help number is theirs."""
    for leave in (
        lambda client: client.post("/sign-in", {"login": "alind", "password": PASSWORD}),
        lambda client: client.post("/sign-out"),
    ):
        client = browser(cast.alder)
        client.post("/forgot", {"login": "pat@home.example"})
        assert "pat@home.example" in text_of(client.get("/asked"))
        assert leave(client).status_code == 302
        assert client.get("/asked")["Location"] == "/register"


def test_a_key_that_somebody_planted_is_not_taken_up(cast):
    client = browser(cast.alder)
    client.cookies["portal_session"] = "planted-by-somebody-else-0123456789"
    client.post("/sign-in", {"login": "plind", "password": PASSWORD})
    assert client.cookies["portal_session"].value != "planted-by-somebody-else-0123456789"


def test_the_current_sign_in_becomes_the_last_one(cast):
    for day, address in ((NOON, "192.0.2.1"), (NOON.replace(day=15), "192.0.2.2")):
        with time_machine.travel(day, tick=False):
            sign_in(cast.alder, "plind", REMOTE_ADDR=address)
    parent = account_of(cast.alder, "parent")
    assert (parent.last_sign_in_at, parent.last_ip) == (NOON, "192.0.2.1")
    assert (parent.current_sign_in_at, parent.current_ip) == (NOON.replace(day=15), "192.0.2.2")
    assert parent.sign_in_count == 2
    assert audited(cast.alder, "signed_in") == [parent.pk, parent.pk]


@pytest.mark.parametrize(
    ("header", "address"),
    [("203.0.113.7", "203.0.113.7"), ("10.0.0.1, 203.0.113.7", "203.0.113.7"), ("junk", None), ("", None)],
)
def test_behind_the_proxy_the_address_is_the_one_it_wrote(cast, settings, header, address):
    settings.BEHIND_PROXY = True
    sign_in(cast.alder, "plind", HTTP_X_FORWARDED_FOR=header, REMOTE_ADDR="")
    assert account_of(cast.alder, "parent").current_ip == address


def test_without_a_proxy_nobody_writes_the_own_address(cast):
    sign_in(cast.alder, "plind", HTTP_X_FORWARDED_FOR="203.0.113.7", REMOTE_ADDR="192.0.2.9")
    assert account_of(cast.alder, "parent").current_ip == "192.0.2.9"


def test_a_unix_socket_has_no_address(cast):
    sign_in(cast.alder, "plind", REMOTE_ADDR="")
    assert account_of(cast.alder, "parent").current_ip is None


class WeakHasher(PortalArgon2Hasher):
    time_cost, memory_cost = 1, 8192


def test_an_older_hash_is_renewed(cast):
    weak = WeakHasher().encode(PASSWORD, "somesaltsomesalt")
    with use_district(cast.alder.district.pk):
        Account.objects.filter(username="plind").update(password=weak)
    sign_in(cast.alder, "plind")
    assert "m=19456,t=2,p=1" in account_of(cast.alder, "parent").password


HOSTILE = [
    "https://evil.example/", "//evil.example", "///evil.example", "////evil.example", "/\\evil.example",
    "\\\\evil.example", "http:evil.example", "http:///evil.example", "https:/evil.example", "ftp://evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", " https://evil.example",
    "\thttps://evil.example", "\nhttps://evil.example", "https://evil.example\\@alder.localhost",
    "https://alder.localhost@evil.example", "https://alder.localhost.evil.example", "https://evil.example#/",
    "https://evil.example?x=alder.localhost", "http://birch.localhost/", "//birch.localhost/", "http://localhost/",
    "http://alder.localhost:81/", "http://[::1]/", "http://0x7f000001/", "///", "//", "/\t/evil.example",
    "/\n/evil.example", "http://", "://evil.example", "//evil%00.example", "%2f%2fevil.example:x",
    "https:evil.example", "blob:https://evil.example", "file:///etc/passwd", "\x00//evil.example",
]  # fmt: skip


@pytest.mark.parametrize("wanted", HOSTILE)
def test_nobody_is_sent_elsewhere_after_signing_in(cast, wanted):
    """SECURITY 39: forty ways to write another host; each leads home."""
    client = browser(cast.alder)
    response = client.post("/sign-in", {"login": "plind", "password": PASSWORD, "next": wanted})
    assert response.status_code == 302
    assert response["Location"] == "/"


def test_one_goes_on_to_where_one_was_going(cast):
    client = browser(cast.alder)
    to_sign_in = client.get("/?page=2")
    assert to_sign_in["Location"] == "/sign-in?next=/%3Fpage%3D2"
    page = client.get(to_sign_in["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/?page=2">' in page
    form = {"login": "plind", "password": PASSWORD, "next": "/?page=2"}
    assert client.post("/sign-in", form)["Location"] == "/?page=2"


def test_a_signed_in_visitor_may_still_open_the_page(cast):
    assert sign_in(cast.alder, "plind").get("/sign-in").status_code == 200


def test_the_form_suits_password_managers_and_phones(cast):
    page = browser(cast.alder).get("/sign-in").content.decode()
    username, password = re.findall(r"<input[^>]*id=\"id_\w+\"[^>]*>", page)
    assert 'autocomplete="username"' in username
    assert 'autocapitalize="none"' in username
    assert 'type="password"' in password
    assert 'autocomplete="current-password"' in password
    assert "onpaste" not in page


def test_a_refused_password_is_not_sent_back_but_the_name_is(cast):
    response = browser(cast.alder).post("/sign-in", {"login": "plind", "password": "not my password"})
    assert 'value="plind"' in response.content.decode()
    assert "not my password" not in response.content.decode()


def test_sign_in_needs_the_token_of_the_page(cast):
    """Or another site could sign a visitor in as somebody else (SECURITY 39)."""
    client = browser(cast.alder, enforce_csrf_checks=True)
    assert client.post("/sign-in", {"login": "plind", "password": PASSWORD}).status_code == 403
    page = client.get("/sign-in").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    form = {"login": "plind", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post("/sign-in", form).status_code == 302


def test_looking_at_the_page_makes_no_session(cast):
    client = browser(cast.alder)
    client.get("/sign-in")
    client.post("/sign-in", {"login": "plind", "password": "wrong"})
    assert "portal_session" not in client.cookies
    with use_district(cast.alder.district.pk):
        assert not PortalSession.objects.exists()
