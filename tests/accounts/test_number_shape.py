"""Where all student numbers look alike, the parents' pages say so, and what cannot be one goes no further (B6)."""

import pytest

from accounts.models import PublicRequest
from schools.middleware import forget_hosts
from schools.models import District
from schools.tenancy import use_district
from tests.accounts.pages import text_of
from tests.people import browser, sign_in

FACTS, ADD = "/register/facts", "/account/children/add"
HINT = "Our student numbers have 6 digits, pupil codes 8 letters and digits."
REFUSAL = "This is neither a student number nor a pupil code."


@pytest.fixture
def alder(cast):
    """Its numbers have six digits, which every process knows."""
    with use_district(cast.alder.district.pk):
        District.objects.filter(pk=cast.alder.district.pk).update(student_number_digits=6)
        forget_hosts()
        yield cast.alder
    forget_hosts()


def first_step(client, pupil: str):
    return client.post(FACTS, {"step": "1", "pupil": pupil})


@pytest.mark.requirement("B6")
@pytest.mark.parametrize("typed", ["12345", "1234567", "A12345", "12345x", "Ada Lind"])
def test_what_has_not_the_shape_is_said_before_anything_is_sent(alder, typed):
    page = text_of(first_step(browser(alder), typed))
    assert HINT in page
    assert REFUSAL in page
    assert "Your first name" not in page
    whole = {"step": "3", "pupil": typed, "given_name": "Pat", "family_name": "Lind", "username": ""}
    assert REFUSAL in text_of(browser(alder).post(FACTS, whole))
    parent = sign_in(alder, "plind")
    assert HINT in text_of(parent.get(ADD))
    assert REFUSAL in text_of(parent.post(ADD, whole))
    assert not PublicRequest.objects.exists()


@pytest.mark.requirement("B6")
def test_what_has_it_goes_on_whether_there_is_such_a_pupil_or_not(alder):
    """As people write it, too; and any eight signs may be a pupil code."""
    number = alder.students["ada"].number
    for typed in (number, f" {number[:3]} {number[3:]} ", f"#{number}", "999999", "ABCD-2345", "23456789"):
        page = text_of(first_step(browser(alder), typed))
        assert REFUSAL not in page
        assert "Your first name" in page


def test_where_numbers_differ_nothing_is_said(alder):
    District.objects.filter(pk=alder.district.pk).update(student_number_digits=0)
    forget_hosts()
    assert "digits" not in text_of(browser(alder).get(FACTS))
    assert "Your first name" in text_of(first_step(browser(alder), "A1"))
