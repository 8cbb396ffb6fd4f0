"""Student numbers that all look alike: what an import keeps of it, and what the public pages say."""

import pytest

from roster.models import Student
from schools.models import District
from schools.tenancy import current_district_id
from tests.roster.bundles import bundle, small_district, small_tables
from tests.roster.importing import NEXT_DAY, changed, put


def digits() -> int:
    return District.objects.get(pk=current_district_id()).student_number_digits


def test_an_import_keeps_how_many_digits_every_number_has(cedar):
    assert digits() == 0
    put(bundle())
    (length,) = {len(pupil.number) for pupil in small_district().with_role("student")}
    assert digits() == length


@pytest.mark.parametrize("number", ["1", "A12345", "12 345"])
def test_one_number_of_another_shape_and_nothing_is_kept(cedar, number):
    put(bundle())
    pupil = small_district().with_role("student")[0].id
    row = next(n for n, user in enumerate(small_tables()["users"], 2) if user["sourcedId"] == pupil)
    put(changed(users={row: {"identifier": number}}), today=NEXT_DAY)
    assert Student.objects.filter(number=number).exists()
    assert digits() == 0
