"""SECURITY 8: parallel creators on real connections. Everybody gets an answer, no name comes twice."""

import threading
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Account, AccountStudent, IssuedUsername, UsernameCounter
from accounts.usecases.create_logins import create_student_logins
from accounts.usecases.reset_logins import reset_student_logins
from roster.models import Student
from schools.audit import SYSTEM
from schools.models import AuditEvent
from schools.tenancy import use_district
from tests import factories as make
from tests import parallel

NOW = timezone.now()


@pytest.fixture
def alder(committed_cast):
    with use_district(committed_cast.alder.district.pk):
        yield committed_cast.alder


def at_once(works: list[Callable], district_id: int) -> list:
    """Run all of them in the same moment, each on a connection of its own; their results, none a failure."""

    def run(place):
        with use_district(district_id):
            return works[place]()

    results = parallel.at_once(len(works), run)
    assert not [result for result in results if isinstance(result, Exception)]
    return results


def create(students):
    return create_student_logins(students=students, actor=SYSTEM, now=NOW)


@pytest.mark.requirement("A3")
def test_16_teachers_make_48_logins_each_for_pupils_of_the_same_name(alder):
    classes = [make.make_class(alder.north, f"class {number}") for number in range(16)]
    pupils = [[make.make_student(one, "Jo", "Smith") for _ in range(48)] for one in classes]

    def one_by_one(students):
        return lambda: [login for student in students for login in create([student])]

    made = at_once([one_by_one(students) for students in pupils], alder.district.pk)
    names = {login.username for logins in made for login in logins}
    assert [len(logins) for logins in made] == [48] * 16
    assert names == {"jsmith", *(f"jsmith{number:03d}" for number in range(1, 16 * 48))}


@pytest.mark.requirement("A3")
def test_8_creators_of_whole_lists_neither_collide_nor_deadlock(alder):
    """The same surnames in opposite orders: what deadlocks where counters are locked in any order."""
    surnames = [f"Family{chr(97 + number % 26)}{chr(97 + number // 26)}" for number in range(60)]
    school_class = make.make_class(alder.north, "many")
    lists = []
    for writer in range(8):
        ordered = surnames if writer % 2 else surnames[::-1]
        lists.append([make.make_student(school_class, "Lee", surname) for surname in ordered])
    made = at_once([lambda students=students: create(students) for students in lists], alder.district.pk)
    assert [len(logins) for logins in made] == [60] * 8
    assert len({login.username for logins in made for login in logins}) == 480
    assert set(UsernameCounter.objects.filter(base__startswith="lfamily").values_list("next", flat=True)) == {
        8
    }


@pytest.mark.requirement("A2")
def test_two_teachers_of_the_same_class_at_once_both_get_an_honest_answer(alder):
    school_class = make.make_class(alder.north, "shared", pupils=30)
    students = list(Student.objects.enrolled_in(school_class.pk))
    one, other = at_once([lambda: create(students), lambda: create(students[::-1])], alder.district.pk)
    created = [login.person_id for result in (one, other) for login in result]
    assert sorted(created) == sorted(student.pk for student in students)
    for result in (one, other):
        assert {*result.skipped, *(login.person_id for login in result)} == set(created)
    assert AccountStudent.objects.filter(student__in=students).count() == 30
    # Nothing is left of the second attempt: no account, no name and no audit row without a pupil.
    ids = {login.account_id for result in (one, other) for login in result}
    assert set(Account.objects.filter(primary_student__in=students).values_list("pk", flat=True)) == ids
    assert set(IssuedUsername.objects.filter(issued_at=NOW).values_list("account_id", flat=True)) == ids
    assert set(AuditEvent.objects.filter(verb="logins_created").values_list("object_id", flat=True)) == ids


@pytest.mark.requirement("A3")
def test_a_name_chosen_in_this_very_moment_costs_a_number_not_a_failure(alder):
    """The ledger shows it free while somebody else is about to commit it: the unique key has the last word."""

    def choose():
        with transaction.atomic():
            IssuedUsername.objects.create(username="bokafor", account_id=1, issued_at=NOW)
            chosen.set()
            parallel.wait_until_somebody_waits()

    def issue():
        chosen.wait(timeout=30)
        return create([alder.students["ben"]])

    chosen = threading.Event()
    _, (login,) = at_once([choose, issue], alder.district.pk)
    assert login.username == "bokafor001"


@pytest.mark.requirement("A6")
def test_overlapping_resets_wait_for_each_other_and_leave_one_password(alder):
    school_class = make.make_class(alder.north, "reset", pupils=30)
    students = list(Student.objects.enrolled_in(school_class.pk))
    create(students)

    def reset(ordered):
        return lambda: reset_student_logins(students=ordered, actor=SYSTEM, now=NOW)

    results = at_once([reset(students[:: 1 - 2 * (turn % 2)]) for turn in range(8)], alder.district.pk)
    assert [len(result) for result in results] == [30] * 8
    assert set(
        Account.objects.filter(primary_student__in=students).values_list("session_epoch", flat=True)
    ) == {8}
