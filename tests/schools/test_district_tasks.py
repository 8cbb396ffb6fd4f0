"""The base of every task: no district, no work; and no district stays behind (SECURITY 5)."""

import random

import pytest
from celery import shared_task
from django.db import connection, transaction

from roster.models import Student
from schools.models import School
from schools.tenancy import DistrictTask, NoDistrict, current_district_id
from tests.portal.sight import districts_seen


class Planned(Exception):
    pass


@shared_task(name="tests.look", base=DistrictTask)
def look(*, district_id: int, then: str = "") -> list[int]:
    seen = districts_seen()
    assert {student.district_id for student in Student.objects.all()} == set(seen)
    if then == "raise":
        raise Planned
    if then == "break the transaction":
        with transaction.atomic():
            School.objects.create(name="x", sourced_id="x")
            School.objects.create(name="x", sourced_id="x")
    if then == "lose the connection":
        connection.close()
    return districts_seen()


def test_a_task_that_names_no_district_does_not_run(committed_cast):
    with pytest.raises(TypeError, match="district_id"):
        look()
    with pytest.raises(TypeError, match="district_id"):
        look.apply(throw=True)


def test_tasks_of_three_districts_through_each_other_leave_none_behind(committed_cast):
    places = (committed_cast.alder, committed_cast.birch, committed_cast.ops)
    pupils = {place.district.pk: [place.district.pk] if place.students else [] for place in places}
    chance = random.Random(33)
    for _ in range(60):
        district = chance.choice(list(pupils))
        then = chance.choice(["", "raise", "break the transaction", "lose the connection"])
        outcome = look.apply(kwargs={"district_id": district, "then": then})
        if then in ("", "lose the connection"):
            assert outcome.result == pupils[district]
        else:
            assert outcome.failed()
        assert districts_seen() == []
        with pytest.raises(NoDistrict):
            current_district_id()
