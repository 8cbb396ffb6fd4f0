"""A2, A3, A4: logins from one use case, whatever the number."""

from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.login_lists import ResultPage, opened_login_list
from accounts.models import Account, AccountStudent, IssuedUsername, LoginList, OneTimePassword
from accounts.one_time_passwords import open_one_time_password
from accounts.usecases.create_logins import LifeOutOfRange, create_student_logins
from schools.audit import Actor
from schools.envelope import Unsealable
from schools.models import AuditEvent
from schools.tenancy import use_district
from tests import factories as make

NOW = timezone.now()
PAGE = ResultPage("a" * 64)


@pytest.fixture
def teacher(alder):
    return Actor(alder.accounts["teacher"].pk)


def create(students, actor, **more):
    return create_student_logins(students=students, actor=actor, now=NOW, **more)


@pytest.mark.requirement("A2", "A4")
def test_a_pupil_gets_an_account_that_only_the_one_time_password_opens(alder, teacher):
    (login,) = create([alder.students["ben"]], teacher)
    account = Account.objects.get(pk=login.account_id)
    assert (account.username, account.type, account.must_choose) == ("bokafor", "student", True)
    assert not account.has_usable_password()
    assert account.primary_student == alder.students["ben"]
    assert AccountStudent.objects.get(account=account).student == alder.students["ben"]
    one_time = OneTimePassword.objects.get(account=account)
    assert open_one_time_password(one_time.sealed, account_id=account.pk) == login.password
    assert one_time.expires_at == NOW + timedelta(days=30)
    assert one_time.entry_limit == 5


@pytest.mark.requirement("A4")
def test_the_sealed_one_time_password_opens_in_its_own_row_only(alder, teacher):
    (login,) = create([alder.students["ben"]], teacher)
    sealed = OneTimePassword.objects.get(account=login.account_id).sealed
    with pytest.raises(Unsealable):
        open_one_time_password(sealed, account_id=login.account_id + 1)


@pytest.mark.requirement("A3")
def test_namesakes_are_numbered_from_001_and_no_name_comes_twice(alder, teacher):
    namesakes = [make.make_student(alder.class_4a, "Mária", "García") for _ in range(3)]
    assert [login.username for login in create(namesakes, teacher)] == ["mgarcia", "mgarcia001", "mgarcia002"]
    (later,) = create([make.make_student(alder.class_4b, "Mario", "Garcia")], teacher)
    assert later.username == "mgarcia003"


@pytest.mark.requirement("A3")
def test_a_name_that_somebody_chose_or_brought_along_is_passed_over(alder, teacher):
    for username in ("bokafor", "bokafor001"):
        IssuedUsername.objects.create(username=username, account_id=1, issued_at=NOW)
    (login,) = create([alder.students["ben"]], teacher)
    assert login.username == "bokafor002"


@pytest.mark.requirement("A3")
def test_the_neighbour_district_counts_for_itself(cast, alder, teacher):
    create([alder.students["ben"]], teacher)
    with use_district(cast.birch.district.pk):
        (login,) = create([cast.birch.students["ben"]], Actor(cast.birch.accounts["teacher"].pk))
    assert login.username == "bokafor"


@pytest.mark.requirement("A2")
def test_a_pupil_who_has_a_login_is_a_normal_case(alder, teacher):
    ada, ben = alder.students["ada"], alder.students["ben"]
    result = create([ada, ben, ben], teacher)
    assert [login.person_id for login in result] == [ben.pk]
    assert result.skipped == [ada.pk]
    assert Account.objects.get(pk=alder.accounts["ada"].pk).password == alder.accounts["ada"].password
    again = create([ada, ben], teacher)
    assert list(again) == []
    assert again.skipped == [ada.pk, ben.pk]


@pytest.mark.requirement("A2")
def test_every_login_has_its_audit_row_in_the_pupils_school(alder, teacher):
    (login,) = create([alder.students["ben"]], teacher)
    event = AuditEvent.objects.get(verb="logins_created")
    assert (event.actor_id, event.object_kind, event.object_id) == (
        teacher.account_id,
        "account",
        login.account_id,
    )
    assert event.school_id == alder.north.pk
    assert event.at == NOW
    assert login.password not in str(event.details)


@pytest.mark.requirement("A2")
def test_no_login_survives_a_failed_audit_row(audit_refused):
    alder = audit_refused.alder
    with use_district(alder.district.pk):
        before = Account.objects.count()
        with pytest.raises(DatabaseError):
            create([alder.students["ben"]], Actor(alder.accounts["teacher"].pk), page=PAGE)
        assert Account.objects.count() == before
        assert not AccountStudent.objects.filter(student=alder.students["ben"]).exists()
        assert not OneTimePassword.objects.exists()
        assert not IssuedUsername.objects.filter(username="bokafor").exists()
        assert not LoginList.objects.exists()


@pytest.mark.requirement("A4")
def test_the_result_page_shows_the_passwords_until_their_first_use(alder, teacher):
    pupils = [make.make_student(alder.class_4a, "Zoë", "Zander"), alder.students["ben"]]
    result = create(pupils, teacher, page=ResultPage("a" * 64, alder.class_4a))
    lines = opened_login_list(result.login_list, now=NOW)
    assert [(line.family_name, line.username) for line in lines] == [
        ("Okafor", "bokafor"),
        ("Zander", "zzander"),
    ]
    assert {line.password for line in lines} == {login.password for login in result}
    assert {line.number for line in lines} == {pupil.number for pupil in pupils}
    OneTimePassword.objects.update(opened_at=NOW)
    assert {line.password for line in opened_login_list(result.login_list, now=NOW)} == {None}


@pytest.mark.requirement("A4")
def test_the_result_page_belongs_to_the_person_and_session_for_ten_minutes(alder, teacher):
    made = create([alder.students["ben"]], teacher, page=PAGE).login_list

    def found(account_id=teacher.account_id, session_digest=PAGE.session_digest, after=timedelta()):
        lists = LoginList.objects.open_to(
            account_id=account_id, session_digest=session_digest, now=NOW + after
        )
        return made in lists

    assert found(after=timedelta(minutes=9, seconds=59))
    assert not found(after=timedelta(minutes=10))
    assert not found(session_digest="b" * 64)
    assert not found(account_id=alder.accounts["lead"].pk)


@pytest.mark.requirement("A4")
@pytest.mark.parametrize("days", [1, 45])
def test_the_life_is_chosen_at_creation(alder, teacher, days):
    (login,) = create([alder.students["ben"]], teacher, life=timedelta(days=days))
    assert OneTimePassword.objects.get(account=login.account_id).expires_at == NOW + timedelta(days=days)


@pytest.mark.requirement("A4")
@pytest.mark.parametrize("life", [timedelta(hours=23), timedelta(days=46)])
def test_no_life_outside_1_to_45_days(alder, teacher, life):
    with pytest.raises(LifeOutOfRange):
        create([alder.students["ben"]], teacher, life=life)


@pytest.mark.requirement("A2")
def test_another_districts_pupil_gets_nothing_here(cast, alder, teacher):
    result = create([cast.birch.students["ben"]], teacher)
    assert list(result) == []
    assert Account.objects.filter(username="bokafor").count() == 0


@pytest.mark.requirement("A2")
def test_one_pupil_and_sixty_cost_the_same_statements_and_no_hash(alder, teacher, monkeypatch):
    monkeypatch.setattr(hashers.Argon2PasswordHasher, "encode", lambda *_, **__: pytest.fail("hashed"))
    counts = []
    for pupils in (1, 60):
        students = [make.make_student(alder.class_4a, "Una", "Reyes") for _ in range(pupils)]
        with CaptureQueriesContext(connection) as queries:
            assert len(create(students, teacher, page=PAGE)) == pupils
        counts.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    assert counts[0] == counts[1] <= 11


def test_it_refuses_to_run_inside_a_transaction(committed_cast):
    alder = committed_cast.alder
    with use_district(alder.district.pk), transaction.atomic(), pytest.raises(RuntimeError):
        create([alder.students["ben"]], Actor(None))
