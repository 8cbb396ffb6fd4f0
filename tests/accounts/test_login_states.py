"""A1: what stands beside each name on the class page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.login_states import State, login_states
from accounts.models import Account, Attempt, OneTimePassword
from accounts.usecases.create_logins import create_student_logins
from schools.audit import SYSTEM
from schools.tenancy import use_district

NOW = timezone.now()
LATER = {"minutes": 1}


@pytest.fixture
def ben(cast):
    """Ben's student id; he has a fresh login."""
    with use_district(cast.alder.district.pk):
        create_student_logins(students=[cast.alder.students["ben"]], actor=SYSTEM, now=NOW)
        yield cast.alder.students["ben"].pk


def state_of(student_id, **after):
    return login_states([student_id], now=NOW + timedelta(**after))[student_id]


@pytest.mark.requirement("A1")
def test_no_login_a_fresh_one_and_an_own_password_in_one_statement(cast, ben, django_assert_num_queries):
    ada, newcomer = cast.alder.students["ada"].pk, 10**9
    with django_assert_num_queries(1):
        states = login_states([ada, ben, newcomer], now=NOW)
    assert {pk: state.state for pk, state in states.items()} == {
        ada: State.OWN, ben: State.READY, newcomer: State.NONE,
    }  # fmt: skip
    assert (states[ben].username, states[ben].until) == ("bokafor", NOW + timedelta(days=30))
    assert states[ada].until is None


@pytest.mark.requirement("A1")
def test_ready_until_it_expires(ben):
    assert state_of(ben, days=29).state == State.READY
    assert state_of(ben, days=30).state == State.EXPIRED


@pytest.mark.requirement("A1")
def test_opened_for_twenty_minutes_while_nothing_is_chosen(ben):
    OneTimePassword.objects.update(opened_at=NOW, entries=1)
    assert state_of(ben, minutes=19).state == State.OPENED
    assert state_of(ben, minutes=20).state == State.EXPIRED
    OneTimePassword.objects.update(ended_at=NOW, sealed=None)
    assert state_of(ben, minutes=1).state == State.EXPIRED
    Account.objects.update(must_choose=False)
    assert state_of(ben, minutes=1).state == State.OWN


@pytest.mark.requirement("A1")
def test_locked_with_the_minutes_left(ben):
    account = Account.objects.get(username="bokafor")
    Attempt.objects.create(
        key=f"a:{account.pk}", taken=10, failed=10, last_at=NOW, locked_until=NOW + timedelta(minutes=5)
    )
    assert (state_of(ben).state, state_of(ben).minutes) == (State.LOCKED, 5)
    assert state_of(ben, minutes=4, seconds=30).minutes == 1
    assert state_of(ben, minutes=5).state == State.READY


@pytest.mark.requirement("A1")
@pytest.mark.parametrize("field", ["disabled_at", "deleted_at", "expires_at"])
def test_switched_off(ben, field):
    Account.objects.filter(username="bokafor").update(**{field: NOW})
    assert state_of(ben).state == State.OFF
