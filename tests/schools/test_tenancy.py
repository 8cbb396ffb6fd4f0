"""Both walls stand by themselves: code raises without a district, the database shows nothing."""

import psycopg2
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import Account
from roster.models import SchoolClass, Student
from schools.models import School
from schools.tenancy import NoDistrict, current_district_id, use_district
from tests.databases import owner_connection


def count(table: str) -> int:
    """How many rows the database itself shows, with no help from the managers."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_code_without_a_district_raises():
    with pytest.raises(NoDistrict):
        Account.objects.count()
    with pytest.raises(NoDistrict):
        current_district_id()


def test_the_database_shows_nothing_without_a_district(cast):
    assert count("roster_student") == 0


def test_each_district_sees_its_own_rows_only(cast):
    for place in (cast.alder, cast.birch):
        with use_district(place.district.pk):
            assert count("roster_student") == 4
            assert {s.district_id for s in Student.objects.all()} == {place.district.pk}


def test_a_row_for_another_district_is_refused(cast):
    with use_district(cast.alder.district.pk), pytest.raises(DatabaseError, match="row-level security"):
        with transaction.atomic():
            School.objects.create(district_id=cast.birch.district.pk, sourced_id="x", name="Intruder")


def test_a_link_into_another_district_is_refused(cast):
    """Foreign-key checks bypass row-level security: the composite key is what refuses this."""
    with use_district(cast.alder.district.pk), pytest.raises(IntegrityError), transaction.atomic():
        SchoolClass.objects.create(sourced_id="x", title="x", school_id=cast.birch.north.pk)


def test_districts_nest_and_are_restored(cast):
    with use_district(cast.alder.district.pk):
        with use_district(cast.birch.district.pk):
            assert current_district_id() == cast.birch.district.pk
        assert count("roster_student") == 4
        assert current_district_id() == cast.alder.district.pk
    assert count("roster_student") == 0


def test_after_an_error_no_district_is_left_behind(cast):
    with pytest.raises(ZeroDivisionError), use_district(cast.alder.district.pk):
        raise ZeroDivisionError
    assert count("roster_student") == 0


def test_after_a_rollback_no_district_is_left_behind(committed_cast):
    place = committed_cast.alder
    with pytest.raises(IntegrityError), use_district(place.district.pk), transaction.atomic():
        School.objects.create(sourced_id=place.north.sourced_id, name="twice")
    assert count("roster_student") == 0


def test_a_lost_connection_comes_back_with_the_same_district(committed_cast, committed_db):
    with use_district(committed_cast.alder.district.pk):
        assert count("roster_student") == 4
        connection.close()
        assert count("roster_student") == 4
    connection.close()
    assert count("roster_student") == 0


def test_the_owner_cannot_change_the_audit_either(committed_cast, committed_db):
    owner = owner_connection(committed_db)
    for statement in (
        "UPDATE schools_auditevent SET verb = 'x'",
        "DELETE FROM schools_auditevent",
        "TRUNCATE schools_auditevent",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege), owner, owner.cursor() as cursor:
            cursor.execute(statement)
    owner.close()
