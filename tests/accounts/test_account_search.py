"""The search rows stay true by themselves, whoever writes what they are made of (C7)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.account_search import Asked, Standing, search
from accounts.models import Account, AccountStudent
from accounts.usecases.create_logins import create_student_logins
from accounts.usecases.delete_account import delete_account, restore_account
from accounts.usecases.unlink_child import relink_child, unlink_child
from roster.models import Contact, Student, StudentSchool
from schools.audit import SYSTEM
from schools.models import District
from schools.scope import Reach
from schools.text import fold
from tests import factories as make

EVERYWHERE = Reach(everything=True)


def found(typed: str, reach: Reach = EVERYWHERE) -> set[int]:
    return set(search(Asked(typed=typed), reach, now=timezone.now()).ids)


@pytest.mark.requirement("C7")
def test_new_logins_are_found_at_once(alder):
    ben = alder.students["ben"]
    (login,) = create_student_logins(students=[ben], actor=SYSTEM, now=timezone.now())
    assert found(login.username) == found("okafor") == found(ben.number) == {login.account_id}


@pytest.mark.requirement("C7")
def test_names_and_addresses_are_followed(alder):
    parent, ada = alder.accounts["parent"], alder.students["ada"]
    Account.objects.filter(pk=parent.pk).update(email="new@home.example", username="newname")
    assert found("new@home") == found("newname") == {parent.pk}
    assert found("plind") == set()
    Contact.objects.filter(pk=parent.contact_id).update(family_name="Moreau", email="roster@home.example")
    assert found("moreau") == found("roster@home") == {parent.pk}
    Student.objects.filter(pk=ada.pk).update(given_name="Adélaïde", number="777001")
    both = {parent.pk, alder.accounts["ada"].pk}
    assert found("adelaide") == found("777001") == both
    AccountStudent.objects.filter(account=parent).delete()
    assert found("777001") == both - {parent.pk}


@pytest.mark.requirement("C7", "A7")
def test_the_school_follows_the_pupil(alder):
    north, south = (
        Reach(school_ids=frozenset({alder.north.pk})),
        Reach(school_ids=frozenset({alder.south.pk})),
    )
    ada, both = alder.students["ada"], {alder.accounts["ada"].pk, alder.accounts["parent"].pk}
    assert found(ada.number, north) == both
    assert found(ada.number, south) == set()
    StudentSchool.objects.create(student=ada, school=alder.south)
    assert found(ada.number, south) == both
    StudentSchool.objects.filter(student=ada, school=alder.north).update(ended_on=timezone.localdate())
    assert found(ada.number, north) == set()
    StudentSchool.objects.filter(student=ada).delete()
    assert found(ada.number, south) == set()


@pytest.mark.requirement("C7", "A7")
def test_a_child_taken_off_is_gone_from_the_search_until_put_back(alder):
    parent, ada, now = alder.accounts["parent"], alder.students["ada"], timezone.now()
    unlink_child(account=parent, student=ada, actor=SYSTEM, now=now)
    assert parent.pk not in found(ada.number)
    assert found("plind", Reach(school_ids=frozenset({alder.north.pk}))) == set()
    relink_child(account=parent, student=ada, actor=SYSTEM, now=now)
    assert parent.pk in found(ada.number)


@pytest.mark.requirement("C7")
@pytest.mark.parametrize("who", ["ada", "parent"])
def test_a_deleted_account_is_among_the_deleted_of_its_school_until_restored(alder, who):
    account, now = alder.accounts[who], timezone.now()
    north = Reach(school_ids=frozenset({alder.north.pk}))
    delete_account(account=account, actor=SYSTEM, now=now)
    assert account.pk not in found("")
    assert search(Asked(standing=Standing.DELETED), north, now=now).ids == [account.pk]
    restore_account(account=account, actor=SYSTEM, now=now)
    assert account.pk in found("", north)


@pytest.mark.requirement("C7", "A7")
def test_a_school_whose_child_was_taken_off_long_ago_does_not_see_the_account_deleted(alder):
    """Neither its name nor its address: the child that brought it there is off it since last month."""
    parent, now = alder.accounts["parent"], timezone.now()
    make.link_child(parent, alder.students["ada_south"])
    unlink_child(account=parent, student=alder.students["ada"], actor=SYSTEM, now=now - timedelta(days=40))
    delete_account(account=parent, actor=SYSTEM, now=now)
    for school, ids in ((alder.north, []), (alder.south, [parent.pk])):
        reach = Reach(school_ids=frozenset({school.pk}))
        assert search(Asked(standing=Standing.DELETED), reach, now=now).ids == ids


def test_a_row_is_written_only_when_it_differs(alder):
    """Signing in and the nightly import touch rows whose words stay: the index must not notice."""
    before = written()
    Account.objects.update(sign_in_count=7, must_choose=True)
    Student.objects.update(grade="05")
    AccountStudent.objects.update(code="K7M42P")
    assert written() == before


def written() -> list[tuple]:
    """The versions of the current district's search rows, by a function's eye: nobody else may look."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd) FROM pg_stat_xact_user_tables WHERE relname LIKE 'accounts_accountsearch%'"
        )
        return cursor.fetchall()


@pytest.mark.requirement("A7")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM accounts_accountsearch",
        "SELECT * FROM accounts_accountsearch_{district}",
        "DELETE FROM accounts_accountsearch",
        "SELECT refresh_account_search({district}, '{{1}}')",
        "SELECT account_words_within(1, '{{}}', '{{}}', '{{1}}')",
        "SELECT add_account_search_part(99)",
        "CREATE TEMP TABLE t (id int); CREATE TRIGGER x AFTER DELETE ON t REFERENCING OLD TABLE AS gone "
        "FOR EACH STATEMENT EXECUTE FUNCTION account_search_of_gone()",
    ],
)
def test_only_the_function_reads_the_rows_and_only_triggers_write_them(alder, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(district=alder.district.pk))


def test_every_district_has_its_part(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_expr(relpartbound, oid) FROM pg_class "
            "WHERE relispartition AND relname LIKE 'accounts_accountsearch_%' AND relkind = 'r'"
        )
        parts = {bound for (bound,) in cursor.fetchall()}
    assert parts == {f"FOR VALUES IN ('{pk}')" for pk in District.objects.values_list("pk", flat=True)}


@pytest.mark.parametrize(
    "name",
    [
        "Žofie-Zoë O’Brien", "Łukasz Müller", "Ångström", "STRASSE ß", "Иван Юлия", "Γιώργος Σίσυφος", "Ngọc",
        "d'Aubigné", "Adébáyọ̀", "Işıl", "ﬁnn", "van der Berg-Jones jr.", "pat.lind+x@home.example", "李小龍", "山田 太郎",
    ],
)  # fmt: skip
def test_the_database_folds_as_we_do(db, name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT folded(%s)", [name])
        assert cursor.fetchone()[0] == fold(name)
