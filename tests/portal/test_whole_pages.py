"""A piece of a page was asked for, and there is none: nobody is left in front of a button that does nothing."""

import pytest

from tests.accounts.pages import RESET
from tests.people import browser, sign_in

PIECE = {"hx-request": "true"}


def both(alder) -> dict[str, object]:
    return {"class": alder.class_4a.pk, "students": [alder.students["ada"].pk, alder.students["ben"].pk]}


def test_a_redirect_takes_the_whole_browser(alder):
    answer = browser(alder).post(RESET, both(alder), headers=PIECE)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["HX-Redirect"].startswith("/sign-in?next=")
    assert "Location" not in answer


def test_a_refusal_shows_the_page_anew(alder):
    answer = sign_in(alder, "teacher4b").post(RESET, both(alder), headers=PIECE)
    assert (answer.status_code, answer["HX-Refresh"]) == (404, "true")


def test_a_whole_page_is_left_alone(alder):
    answer = sign_in(alder, "teacher4b").post(RESET, both(alder))
    assert answer.status_code == 404
    assert "HX-Refresh" not in answer


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://{host}/manage/student-logins/7?after=3", "/manage/student-logins/7"),
        ("http://{host}", "/"),
        ("https://evil.example/manage", "/"),
        ("http://{host}.evil.example/x", "/"),
        ("", "/"),
        ("::::", "/"),
    ],
)
def test_who_pressed_a_button_after_the_session_ended_comes_back_to_its_page(alder, referer, back):
    headers = {"referer": referer.format(host=alder.host)}
    answer = browser(alder).post(RESET, both(alder), headers={"host": alder.host, **headers})
    assert answer["Location"] == f"/sign-in?next={back}"


def test_who_asked_for_a_page_comes_back_to_all_of_its_address(alder):
    answer = browser(alder).get("/students", {"q": "ada"})
    assert answer["Location"] == "/sign-in?next=/students%3Fq%3Dada"
