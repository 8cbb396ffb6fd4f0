"""An address on record that an import replaces, and one that the office has corrected (SECURITY 21)."""

import datetime as dt

import pytest

from roster.models import Contact
from tests.roster.bundles import bundle, small_district, small_tables
from tests.roster.importing import NEXT_DAY, at, put, written

THIRD_DAY = dt.date(2026, 9, 3)
ADULT = "adult-00001a"
OLD, NEW, RIGHT = "family00001a@families.example", "new@home.example", "right@home.example"


def oneroster(email: str, version: str = "1.2") -> tuple[bytes, str]:
    found = small_tables(version)
    next(row for row in found["users"] if row["sourcedId"] == ADULT)["email"] = email
    return bundle(found, version=version), "roster.zip"


def contacts_csv(email: str) -> tuple[bytes, str]:
    district = small_district()
    adult = next(person for person in district.people if person.id == ADULT)
    child = next(p for p in district.with_role("student") if ADULT in p.agents or p.id in adult.agents)
    row = f"{child.number},{ADULT},{adult.given_name},{adult.family_name},{email}\n"
    return f"student_number,contact_id,first_name,last_name,email\n{row}".encode(), "contacts.csv"


def import_(made: tuple[bytes, str], day: dt.date):
    data, name = made
    return put(data, today=day, name=name)


def contact() -> Contact:
    return Contact.objects.get(sourced_id=ADULT)


@pytest.fixture
def imported(cedar):
    put(bundle())
    assert (contact().email, contact().email_changed_at) == (OLD, None)


FORMATS = pytest.mark.parametrize("made", [oneroster, contacts_csv])


@FORMATS
def test_when_an_import_replaces_an_address_the_moment_is_kept(imported, made):
    import_(made(NEW), NEXT_DAY)
    assert (contact().address, contact().email_changed_at) == (NEW, at(NEXT_DAY))
    assert written(import_(made(NEW), THIRD_DAY)) == 0
    assert contact().email_changed_at == at(NEXT_DAY)
    assert Contact.objects.exclude(email_changed_at=None).count() == 1


@FORMATS
def test_an_address_where_there_was_none_replaces_nothing(imported, made):
    Contact.objects.filter(sourced_id=ADULT).update(email="")
    import_(made(NEW), NEXT_DAY)
    assert (contact().address, contact().email_changed_at) == (NEW, None)


def test_an_address_that_goes_one_night_and_comes_back_another_is_new(imported):
    import_(oneroster(""), NEXT_DAY)
    import_(oneroster(NEW), THIRD_DAY)
    assert (contact().address, contact().email_changed_at) == (NEW, at(NEXT_DAY))


@FORMATS
def test_what_the_office_corrected_stands_until_the_roster_says_something_else(imported, made):
    Contact.objects.filter(sourced_id=ADULT).update(corrected_email=RIGHT, corrected_from=OLD)
    assert import_(made(OLD), NEXT_DAY).counts["contacts"]["changed"] == 0
    assert contact().address == RIGHT
    import_(made(NEW), NEXT_DAY)
    assert (contact().address, contact().email_changed_at) == (NEW, at(NEXT_DAY))
    import_(made(OLD), THIRD_DAY)  # the correction does not rise again
    assert (contact().address, contact().email_changed_at) == (OLD, at(THIRD_DAY))


@FORMATS
def test_a_roster_that_takes_over_what_the_office_corrected_changes_no_address(imported, made):
    Contact.objects.filter(sourced_id=ADULT).update(corrected_email=RIGHT, corrected_from=OLD)
    import_(made(RIGHT), NEXT_DAY)
    assert (contact().address, contact().corrected_email, contact().email_changed_at) == (RIGHT, "", None)
