"""The last line of a page sends nobody to themself."""

import pytest

from tests.accounts.pages import text_of
from tests.people import sign_in

HELPERS = {
    "plind": "Ask the school office",
    "teacher": "Ask the school office",
    "clerk": "Ask an admin of your school",
    "head": "Ask an admin of your district",
    "districtadmin": "Ask whoever runs the portal",
}


@pytest.mark.parametrize("who", HELPERS)
def test_who_wonders_is_sent_to_somebody_else(alder, who):
    words = text_of(sign_in(alder, who).get("/"))
    assert HELPERS[who] in words
    assert words.count("Something not right?") == 1


def test_an_operator_is_sent_to_nobody(cast):
    assert "Something not right?" not in text_of(sign_in(cast.ops, "operator").get("/"))


def test_a_refused_parent_is_not_told_to_ask_for_a_right(alder):
    words = text_of(sign_in(alder, "plind").get("/manage/staff"))
    assert "Only the school's staff can open this page" in words
    assert "Your account does not have this right" in text_of(sign_in(alder, "teacher").get("/manage/roster"))
