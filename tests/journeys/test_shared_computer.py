"""One computer, one child after the other: nothing of the first is left for the second (SECURITY 40).

The browser's back-forward cache is on, and one goes back as a person does.
"""

from playwright.sync_api import expect

from schools.tenancy import use_district
from tests.factories import PASSWORD, make_one_time_password
from tests.journeys.walker import Walker


def goes_back(walker: Walker) -> Walker:
    walker.page.evaluate("history.back()")
    walker.page.wait_for_timeout(500)
    return walker


def test_after_signing_out_going_back_shows_the_sign_in_page(walk, committed_cast):
    ada = walk("alder")
    ada.signs_in("alind", PASSWORD).sees("alind")
    ada.presses("Sign out").sees("Username or e-mail")
    for _ in range(2):
        goes_back(ada)
        expect(ada.page.get_by_text("alind")).to_have_count(0)
    ada.goes_to("/").sees("Username or e-mail")


def test_the_next_child_finds_nothing_of_the_first(walk, committed_cast):
    browser = walk("alder")
    browser.signs_in("alind", PASSWORD).sees("alind")
    left_open = Walker(browser.page.context.new_page())
    left_open.goes_to("/").sees("alind")
    browser.signs_in("alind4b", PASSWORD).sees("alind4b")
    goes_back(browser)
    expect(browser.page.get_by_text("alind", exact=True)).to_have_count(0)
    left_open.page.reload()
    left_open.sees("alind4b")


def test_a_page_left_at_choosing_is_left_by_signing_out(walk, committed_cast):
    alder = committed_cast.alder
    with use_district(alder.district.pk):
        make_one_time_password(alder.accounts["ada"])
    browser = walk("alder", width=390)
    browser.signs_in("alind", "abc-def-ghj").sees("Choose your password")
    browser.goes_to("/sign-in").sees("Choose your password")
    browser.presses("Sign out")
    browser.signs_in("alind4b", PASSWORD).sees("alind4b")


def test_locked_out_is_said_with_the_minutes(walk, committed_cast):
    guesser = walk("alder", width=390)
    for _ in range(11):
        guesser.signs_in("plind", "guess")
    guesser.sees("Too many tries. This login opens again in 5 minutes.").looks_around("sign-in, locked")
