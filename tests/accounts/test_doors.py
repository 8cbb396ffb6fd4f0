"""There is one way in. allauth and Django bring others: they stay shut, and see one district only."""

import ast
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.test import RequestFactory
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.models import Account
from accounts.refusals import Refused
from schools.tenancy import NoDistrict, use_district
from tests.factories import PASSWORD

ROOT = Path(__file__).resolve().parent.parent.parent
# Who may look at a password, and who may begin a session.
ONLY_HERE = {
    "check_password": {"accounts/signing_in/gate.py"},
    "matches": {"accounts/signing_in/gate.py"},
    "authenticate": {"accounts/views/sign_in.py"},
    "login": {
        "accounts/signing_in/adapter.py",
        "accounts/views/choose_password.py",
        "accounts/views/mailed_links.py",
    },
    "perform_login": {"accounts/views/sign_in.py"},
}


def callers(name: str) -> set[str]:
    """The modules of the product that call something of this name."""
    found = set()
    for package in ("schools", "roster", "accounts", "portal"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call):
                    called = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
                    if called == name:
                        found.add(path.relative_to(ROOT).as_posix())
    return found


@pytest.mark.parametrize("name", ONLY_HERE)
def test_passwords_are_looked_at_and_sessions_begun_in_one_place(name):
    assert callers(name) == ONLY_HERE[name]


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_email", "admin:login", "login"],
)
def test_no_page_of_a_library_is_a_door(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_no_route_of_allauth_is_included():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not [name for name in names if name.startswith(("account_", "socialaccount_", "mfa_"))]


def test_djangos_own_authenticate_finds_nobody(cast):
    with use_district(cast.alder.district.pk):
        assert authenticate(None, username="plind", password=PASSWORD) is None


def test_the_door_of_allauths_forms_is_the_gate(cast):
    request = RequestFactory().post("/")
    with use_district(cast.alder.district.pk):
        credentials = {"username": "plind", "email": cast.alder.accounts["parent"].email}
        found = get_adapter().authenticate(request, **credentials, password=PASSWORD)
        assert found == cast.alder.accounts["parent"]
        with pytest.raises(Refused):
            get_adapter().authenticate(request, **credentials, password="wrong")


def test_allauth_sees_the_addresses_of_one_district_only(cast):
    for place in (cast.alder, cast.birch):
        with use_district(place.district.pk):
            parent = place.accounts["parent"]
            EmailAddress.objects.create(user=parent, email="same@home.example", verified=True, primary=True)
    for place in (cast.alder, cast.birch):
        with use_district(place.district.pk):
            assert EmailAddress.objects.get_users_for("same@home.example") == [place.accounts["parent"]]
    with pytest.raises(NoDistrict):
        EmailAddress.objects.count()


def test_an_account_that_allauth_makes_belongs_to_the_district_of_the_address(cast):
    request = RequestFactory().get("/")
    request.district = cast.birch.district
    account = get_adapter().new_user(request)
    assert isinstance(account, Account)
    assert account.district_id == cast.birch.district.pk
