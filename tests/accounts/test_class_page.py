"""Home -> Manage -> Manage Student Logins, as the teacher walks it (A1, A2, A4, A6, D1, D3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Account, Attempt, OneTimePassword
from accounts.usecases.create_logins import create_student_logins
from roster.models import Enrolment, Student
from schools.audit import SYSTEM
from schools.models import AuditEvent
from tests import factories as make
from tests.accounts.pages import CREATE, RESET, SHOW, passwords_on, statements, text_of, ticked
from tests.people import sign_in


def page(place) -> str:
    return f"/manage/student-logins/{place.class_4a.pk}"


def logins_for(*students) -> None:
    create_student_logins(students=students, actor=SYSTEM, now=timezone.now())


@pytest.mark.requirement("A1")
def test_home_leads_to_the_classes_and_the_class_shows_every_pupil(teacher, alder):
    assert 'href="/manage/student-logins"' in teacher.get("/").content.decode()
    classes = teacher.get("/manage/student-logins")
    assert "1 class" in text_of(classes)  # the own one
    assert f'href="{page(alder)}"' in classes.content.decode()
    words = text_of(teacher.get(page(alder)))
    assert "Lind, Ada" in words
    assert "Own password" in words
    assert "Okafor, Ben" in words
    assert "No login yet" in words


@pytest.mark.requirement("A1")
def test_every_state_has_its_word(teacher, alder):
    now = timezone.now()
    five = [make.make_student(alder.class_4a, f"Pupil{n}", "State") for n in range(5)]
    logins_for(*five)
    one_time = {n: OneTimePassword.objects.filter(account__students__student=five[n]) for n in range(5)}
    one_time[1].update(expires_at=now - timedelta(minutes=1))
    one_time[2].update(opened_at=now)
    account = Account.objects.get(students__student=five[3])
    Attempt.objects.create(
        key=f"a:{account.pk}", taken=10, failed=10, last_at=now, locked_until=now + timedelta(minutes=4)
    )
    Account.objects.filter(students__student=five[4]).update(disabled_at=now)
    words = text_of(teacher.get(page(alder)))
    assert "Not used yet" in words
    assert "One-time password ended" in words
    assert "Choosing a password" in words
    assert "Locked for 4 minutes" in words
    assert "Switched off" in words


@pytest.mark.requirement("A1")
def test_names_stand_in_the_order_of_the_alphabet(teacher, alder):
    Enrolment.objects.filter(school_class=alder.class_4a).update(ended_on=timezone.localdate())
    for name in ("Zu", "Ångström", "de La Tour", "Ødegård", "O'Brien", "Çela", "Čapek", "Adams"):
        make.make_student(alder.class_4a, "Kim", name)
    words = text_of(teacher.get(page(alder)))
    wanted = ["Adams", "Ångström", "Čapek", "Çela", "de La Tour", "O'Brien", "Ødegård", "Zu"]
    assert sorted(wanted, key=lambda name: words.index(f"{name}, Kim")) == wanted


@pytest.mark.requirement("A2", "A4")
def test_ticked_pupils_get_logins_shown_in_clear(teacher, alder):
    result = teacher.post(
        CREATE, {"class": alder.class_4a.pk, "students": [alder.students["ben"].pk]}, follow=True
    )
    assert "1 login created" in text_of(result)
    assert "bokafor" in text_of(result)
    (password,) = passwords_on(result)
    pupil = sign_in(alder, "bokafor", password)
    assert pupil.get("/")["Location"] == "/choose-password"


@pytest.mark.requirement("A2")
def test_who_has_a_login_already_is_a_normal_case(teacher, alder):
    both = [alder.students["ada"].pk, alder.students["ben"].pk]
    before = alder.accounts["ada"].password
    result = teacher.post(CREATE, {"class": alder.class_4a.pk, "students": both}, follow=True)
    words = text_of(result)
    assert "1 login created" in words
    assert "Had a login already" in words
    assert "own password - reset to get a new one" in words
    assert Account.objects.get(pk=alder.accounts["ada"].pk).password == before


@pytest.mark.requirement("A2")
def test_creating_for_some_does_not_open_the_others_one_time_passwords(teacher, alder):
    """Showing what is out already is a look of its own, and recorded as one."""
    waiting, new = alder.students["ben"], make.make_student(alder.class_4a, "Cleo", "Marsh")
    logins_for(waiting)
    result = teacher.post(CREATE, {"class": alder.class_4a.pk, "students": [waiting.pk, new.pk]}, follow=True)
    assert len(passwords_on(result)) == 1
    assert "not used yet - show it again from the class" in text_of(result)


def test_nothing_to_create_is_said_and_changes_nothing(teacher, alder):
    ada = alder.students["ada"].pk
    result = teacher.post(CREATE, {"class": alder.class_4a.pk, "students": [ada]}, follow=True)
    assert "has a login already. Nothing was changed." in text_of(result)
    assert result.redirect_chain == [(page(alder), 302)]


@pytest.mark.requirement("A6", "D1")
def test_a_reset_gives_a_new_password_and_ends_the_old_one_and_the_session(teacher, alder):
    pupil = sign_in(alder, "alind")
    assert pupil.get("/").status_code == 200
    result = teacher.post(RESET, {"class": alder.class_4a.pk, "only": alder.students["ada"].pk}, follow=True)
    assert "1 login reset" in text_of(result)
    (password,) = passwords_on(result)
    assert pupil.get("/")["Location"].startswith("/sign-in")
    old = pupil.post("/sign-in", {"login": "alind", "password": make.PASSWORD})
    assert old.status_code == 200
    assert sign_in(alder, "alind", password).get("/")["Location"] == "/choose-password"


@pytest.mark.requirement("D1", "D4", "X1")
def test_the_existing_password_is_shown_again_until_its_first_use(teacher, alder):
    ben = {"class": alder.class_4a.pk, "students": [alder.students["ben"].pk]}
    (password,) = passwords_on(teacher.post(CREATE, ben, follow=True))
    again = teacher.post(SHOW, ben, follow=True)
    assert "1 access code" in text_of(again)
    assert passwords_on(again) == {password}
    sign_in(alder, "bokafor", password)
    used = teacher.post(SHOW, ben, follow=True)
    assert passwords_on(used) == set()
    assert "used or ended - reset to get a new one" in text_of(used)
    looks = AuditEvent.objects.filter(verb="logins_shown", actor_id=alder.accounts["teacher"].pk)
    assert looks.count() == 2


@pytest.mark.requirement("D3")
def test_a_whole_class_is_asked_about_by_name_before_it_is_reset(teacher, alder):
    logins_for(alder.students["ben"])
    newcomer = make.make_student(alder.class_4a, "New", "Comer")
    ids = list(Student.objects.enrolled_in(alder.class_4a.pk).values_list("pk", flat=True))
    asked = teacher.post(RESET, {"class": alder.class_4a.pk, "students": ids})
    words = text_of(asked)
    assert "Reset 2 logins?" in words
    assert "Only the 1 without a password of their own Ben Okafor (bokafor)" in words
    assert "All 2: 1 loses a password they chose Ada Lind (alind)" in words
    assert f"left out: {newcomer}" in words
    assert Account.objects.get(pk=alder.accounts["ada"].pk).has_usable_password()
    done = teacher.post(RESET, {"class": alder.class_4a.pk, "students": ids, "confirmed": "yes"}, follow=True)
    assert "2 logins reset" in text_of(done)
    assert len(passwords_on(done)) == 2


@pytest.mark.requirement("D3")
def test_the_question_comes_as_a_dialog_where_the_page_can_show_one(teacher, alder):
    logins_for(alder.students["ben"])
    ids = {"class": alder.class_4a.pk, "students": [alder.students["ada"].pk, alder.students["ben"].pk]}
    asked = teacher.post(RESET, ids, headers={"hx-request": "true"})
    assert "Reset 2 logins?" in text_of(asked)
    assert "<html" not in asked.content.decode()
    one = {"class": alder.class_4a.pk, "students": [alder.students["ben"].pk]}
    done = teacher.post(RESET, one, headers={"hx-request": "true"})
    assert done["HX-Redirect"].startswith("/manage/lists/")


@pytest.mark.requirement("D3")
def test_no_tick_is_a_sentence(teacher, alder):
    for button in (CREATE, RESET, SHOW):
        answer = teacher.post(button, {"class": alder.class_4a.pk})
        assert answer.status_code == 409
        assert "Nothing is ticked yet" in text_of(answer)


@pytest.mark.requirement("A1")
def test_more_than_sixty_pupils_go_over_pages(teacher, alder):
    for number in range(61):
        make.make_student(alder.class_4a, "Kim", f"Many{number:03}")
    first = teacher.get(page(alder))
    assert "60 of 63 pupils" in text_of(first)
    assert "Okafor, Ben" not in text_of(first)
    cursor = Student.objects.enrolled_in(alder.class_4a.pk).in_name_order()[59].pk
    second = teacher.get(page(alder), {"after": cursor})
    assert "Okafor, Ben" in text_of(second)


@pytest.mark.requirement("A1")
def test_a_guest_from_another_school_stands_in_the_class_for_all_who_see_it(teacher, alder):
    make.enrol(alder.students["ada_south"], alder.class_4a)
    for client in (teacher, sign_in(alder, "head"), sign_in(alder, "districtadmin")):
        words = text_of(client.get(page(alder)))
        assert "3 pupils" in words
        assert alder.students["ada_south"].number in words


def test_an_empty_class_says_why(teacher, alder):
    Enrolment.objects.filter(school_class=alder.class_4a).update(ended_on=timezone.localdate())
    assert "Nobody is enrolled in this class" in text_of(teacher.get(page(alder)))


@pytest.mark.requirement("A2")
def test_a_pupil_who_just_left_is_named_the_ticks_stay_and_nothing_is_changed(teacher, alder):
    ben, ada = alder.students["ben"], alder.students["ada"]
    Enrolment.objects.filter(student=ben).update(ended_on=timezone.localdate())
    for button in (CREATE, RESET, SHOW):
        answer = teacher.post(button, {"class": alder.class_4a.pk, "students": [ada.pk, ben.pk]})
        assert answer.status_code == 409
        assert "Ben Okafor has left this class today. Nothing was changed." in text_of(answer)
        assert ticked(answer) == [ada.pk]
    assert not AuditEvent.objects.filter(verb__startswith="logins_").exists()
    asked = teacher.post(
        RESET, {"class": alder.class_4a.pk, "students": [ada.pk, ben.pk]}, headers={"hx-request": "true"}
    )
    assert "Ben Okafor has left" in text_of(asked)


def class_of(place, pupils):
    """Another class of the teacher, of pupils with names of their own."""
    school_class = make.make_class(place.north, f"size {pupils}")
    make.teach(place.staff["teacher"], school_class)
    for number in range(pupils):
        make.make_student(school_class, "Kim", f"Of{'abcdefgh'[number % 8]}{'klmnopqr'[number // 8]}{pupils}")
    return school_class


@pytest.mark.requirement("A2")
@pytest.mark.parametrize(("button", "has_login"), [(CREATE, False), (RESET, True), (SHOW, True)])
def test_a_class_costs_the_same_sixteen_statements_at_any_size(teacher, alder, button, has_login):
    counts = set()
    for pupils in (1, 30, 60):
        school_class = class_of(alder, pupils)
        students = Student.objects.enrolled_in(school_class.pk)
        if has_login:
            logins_for(*students)
        ids = {"class": school_class.pk, "students": [student.pk for student in students], "confirmed": "yes"}
        with statements(at_most=16) as sent:
            assert teacher.post(button, ids).status_code == 302
        counts.add(len(sent))
    assert len(counts) == 1


@pytest.mark.requirement("A1")
def test_the_pages_cost_at_most_twelve_statements_at_any_size(teacher, alder):
    counts: dict[str, set[int]] = {}
    for pupils in (1, 30, 60):
        school_class = class_of(alder, pupils)
        urls = {
            "home": "/",
            "classes": "/manage/student-logins",
            "class": f"/manage/student-logins/{school_class.pk}",
        }
        for name, url in urls.items():
            with statements(at_most=12) as sent:
                assert teacher.get(url).status_code == 200
            counts.setdefault(name, set()).add(len(sent))
    assert {name: len(found) for name, found in counts.items()} == {"home": 1, "classes": 1, "class": 1}
