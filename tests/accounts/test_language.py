"""The language: chosen in the page, kept by the browser and the account, gone from a computer that pupils share."""

import pytest

from accounts.models import Account
from schools.tenancy import use_district
from tests.factories import PASSWORD
from tests.people import browser, sign_in


def speaks(client) -> str:
    """The language that the pages of this browser declare."""
    page = client.get("/", follow=True).text
    return page.split('<html lang="')[1].split('"')[0]


def choose(client, language):
    response = client.post("/language", {"language": language, "next": "/"})
    assert response["Location"] == "/"


def kept(place, key) -> str:
    with use_district(place.district.pk):
        return Account.objects.get(pk=place.accounts[key].pk).language


def test_a_choice_before_sign_in_survives_it(cast):
    client = browser(cast.alder)
    choose(client, "es")
    assert "Iniciar sesión" in client.get("/sign-in").text
    client.post("/sign-in", {"login": "plind", "password": PASSWORD})
    assert speaks(client) == "es"
    assert kept(cast.alder, "parent") == ""  # somebody else may have chosen it for this browser


def test_a_choice_after_sign_in_is_the_accounts_in_every_browser(cast):
    choose(sign_in(cast.alder, "plind"), "es")
    assert kept(cast.alder, "parent") == "es"
    elsewhere = sign_in(cast.alder, "plind")
    assert speaks(elsewhere) == "es"
    elsewhere.post("/sign-out")
    assert speaks(elsewhere) == "es"


def test_what_this_browser_chose_comes_before_what_the_account_did(cast):
    choose(sign_in(cast.alder, "plind"), "es")
    client = browser(cast.alder)
    choose(client, "en")
    client.post("/sign-in", {"login": "plind", "password": PASSWORD})
    assert speaks(client) == "en"
    assert kept(cast.alder, "parent") == "es"


def test_a_pupil_leaves_no_language_on_a_shared_computer(cast):
    client = sign_in(cast.alder, "alind")
    choose(client, "es")
    client.post("/sign-out")
    assert speaks(client) == "en"
    assert speaks(sign_in(cast.alder, "alind")) == "es"


@pytest.mark.parametrize("unknown", ["fr", "xx", "", "es; drop", "e" * 300])
def test_a_language_we_do_not_speak_changes_nothing(cast, unknown):
    client = sign_in(cast.alder, "plind")
    choose(client, unknown)
    assert speaks(client) == "en"
    assert kept(cast.alder, "parent") == ""


def test_only_a_post_changes_it(cast):
    client = sign_in(cast.alder, "plind")
    client.get("/language?language=es&next=/")
    assert speaks(client) == "en"
