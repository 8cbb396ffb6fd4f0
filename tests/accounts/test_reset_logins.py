"""A6, D1, D2, D3: a reset gives a new one-time password and ends whatever opened the login before."""

from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.login_lists import ResultPage, opened_login_list
from accounts.models import Account, Attempt, OneTimePassword
from accounts.one_time_passwords import open_one_time_password
from accounts.usecases.create_logins import create_student_logins
from accounts.usecases.reset_logins import reset_student_logins
from roster.models import Student
from schools.audit import Actor
from schools.models import AuditEvent
from schools.tenancy import use_district
from tests import factories as make

NOW = timezone.now()
PAGE = ResultPage("a" * 64)


@pytest.fixture
def teacher(alder):
    return Actor(alder.accounts["teacher"].pk)


def reset(students, actor, **more):
    return reset_student_logins(students=students, actor=actor, now=NOW, **more)


@pytest.mark.requirement("A6", "D1")
def test_the_own_password_is_gone_and_a_new_one_time_password_opens(alder, teacher):
    (login,) = reset([alder.students["ada"]], teacher)
    account = Account.objects.get(pk=alder.accounts["ada"].pk)
    assert (account.pk, account.username) == (login.account_id, login.username)
    assert account.must_choose
    assert not account.has_usable_password()
    one_time = OneTimePassword.objects.get(account=account)
    assert open_one_time_password(one_time.sealed, account_id=account.pk) == login.password
    assert one_time.expires_at == NOW + timedelta(days=7)


@pytest.mark.requirement("A6")
def test_every_session_of_the_pupil_ends(alder, teacher):
    reset([alder.students["ada"]], teacher)
    assert Account.objects.get(pk=alder.accounts["ada"].pk).session_epoch == 1
    assert Account.objects.get(pk=alder.accounts["ada_4b"].pk).session_epoch == 0


@pytest.mark.requirement("A6")
def test_a_newer_one_time_password_ends_the_older_and_all_it_had_opened(alder, teacher):
    (first,) = create_student_logins(students=[alder.students["ben"]], actor=teacher, now=NOW)
    OneTimePassword.objects.update(
        opened_at=NOW, entries=5, live_page="00000000-0000-0000-0000-000000000001", first_browser="b",
        second_browser_at=NOW, ended_at=NOW, sealed=None,
    )  # fmt: skip
    (second,) = reset([alder.students["ben"]], teacher)
    assert second.password != first.password
    one_time = OneTimePassword.objects.get(account=second.account_id)
    assert open_one_time_password(one_time.sealed, account_id=second.account_id) == second.password
    assert (one_time.entries, one_time.opened_at, one_time.live_page, one_time.ended_at) == (
        0,
        None,
        None,
        None,
    )
    assert (one_time.first_browser, one_time.second_browser_at) == ("", None)


@pytest.mark.requirement("A6")
def test_a_lockout_ends_with_the_reset(alder, teacher):
    for key in ("ada", "ada_4b"):
        Attempt.objects.create(
            key=f"a:{alder.accounts[key].pk}", taken=10, failed=10, last_at=NOW,
            locked_until=NOW + timedelta(minutes=5),
        )  # fmt: skip
    reset([alder.students["ada"]], teacher)
    assert [attempt.key for attempt in Attempt.objects.all()] == [f"a:{alder.accounts['ada_4b'].pk}"]


@pytest.mark.requirement("D3")
def test_a_whole_class_gets_a_new_one_each_and_who_has_no_login_is_named(alder, teacher):
    school_class = make.make_class(alder.north, "4c", pupils=5)
    with_login = list(Student.objects.enrolled_in(school_class.pk))
    create_student_logins(students=with_login, actor=teacher, now=NOW)
    newcomer = make.make_student(school_class, "New", "Comer")
    result = reset([newcomer, *with_login], teacher, page=ResultPage("a" * 64, school_class))
    assert {login.person_id for login in result} == {student.pk for student in with_login}
    assert len({login.password for login in result}) == 5
    assert result.skipped == [newcomer.pk]
    lines = opened_login_list(result.login_list, now=NOW)
    assert {line.password for line in lines} == {login.password for login in result}


@pytest.mark.requirement("A6")
def test_a_deleted_account_is_not_brought_back(alder, teacher):
    Account.objects.filter(pk=alder.accounts["ada"].pk).update(deleted_at=NOW)
    result = reset([alder.students["ada"]], teacher, page=PAGE)
    assert list(result) == []
    assert result.skipped == [alder.students["ada"].pk]
    assert result.login_list is None


@pytest.mark.requirement("A6")
def test_another_districts_pupil_keeps_password_and_sessions(cast, alder, teacher):
    assert list(reset([cast.birch.students["ada"]], teacher)) == []
    with use_district(cast.birch.district.pk):
        twin = Account.objects.get(pk=cast.birch.accounts["ada"].pk)
    assert (twin.session_epoch, twin.has_usable_password()) == (0, True)


@pytest.mark.requirement("A6")
def test_every_reset_has_its_audit_row(alder, teacher):
    reset([alder.students["ada"], alder.students["ada_4b"]], teacher)
    events = AuditEvent.objects.filter(verb="logins_reset")
    assert {event.object_id for event in events} == {alder.accounts[key].pk for key in ("ada", "ada_4b")}
    assert {(event.actor_id, event.school_id) for event in events} == {(teacher.account_id, alder.north.pk)}


@pytest.mark.requirement("A6")
def test_without_its_audit_row_nothing_is_reset(audit_refused):
    alder = audit_refused.alder
    with use_district(alder.district.pk):
        with pytest.raises(DatabaseError):
            reset([alder.students["ada"]], Actor(alder.accounts["teacher"].pk))
        account = Account.objects.get(pk=alder.accounts["ada"].pk)
        assert (account.session_epoch, account.has_usable_password()) == (0, True)
        assert not OneTimePassword.objects.exists()


@pytest.mark.requirement("D3")
def test_one_pupil_and_sixty_cost_the_same_statements_and_no_hash(alder, teacher, monkeypatch):
    monkeypatch.setattr(hashers.Argon2PasswordHasher, "encode", lambda *_, **__: pytest.fail("hashed"))
    counts = []
    for pupils in (1, 60):
        school_class = make.make_class(alder.north, f"class of {pupils}", pupils=pupils)
        students = list(Student.objects.enrolled_in(school_class.pk))
        create_student_logins(students=students, actor=teacher, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            assert len(reset(students, teacher, page=PAGE)) == pupils
        counts.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    assert counts[0] == counts[1] <= 11
