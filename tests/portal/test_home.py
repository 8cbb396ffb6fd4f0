"""The first page after sign-in: what needs doing for staff, the children for parents, calm for pupils."""

import pytest
from django.utils import timezone

from accounts.models import AccountStudent
from accounts.usecases.create_logins import create_student_logins
from schools.audit import SYSTEM
from tests import factories as make
from tests.accounts.pages import statements, text_of
from tests.people import browser, sign_in


@pytest.mark.requirement("A1")
def test_a_teachers_home_says_which_class_needs_something(alder):
    teacher = sign_in(alder, "teacher")
    words = text_of(teacher.get("/"))
    assert "4a 2 pupils 1 has no login yet" in words
    assert "4b" not in words
    create_student_logins(students=[alder.students["ben"]], actor=SYSTEM, now=timezone.now())
    assert "4a 2 pupils 1 has not signed in yet" in text_of(teacher.get("/"))


def test_an_admins_home_leads_to_what_they_manage(alder):
    page = sign_in(alder, "districtadmin").get("/")
    for url in ("/manage/student-logins", "/manage/staff", "/manage/roster"):
        assert f'href="{url}"' in page.content.decode()
    assert "My classes" not in text_of(page)


def test_a_parents_home_has_the_own_children_and_nobody_elses(alder):
    words = text_of(sign_in(alder, "plind").get("/"))
    for fact in ("Hello, Pat", "Ada Lind", "North School", "4a", "Own password", "alind"):
        assert fact in words
    assert "4b" not in words
    assert "South School" not in words


def test_a_child_to_be_proven_again_is_said_without_showing_anything_of_it(alder):
    parent = sign_in(alder, "plind")
    assert "proven again" not in text_of(parent.get("/"))
    make.link_child(alder.accounts["parent"], alder.students["ben"])
    AccountStudent.objects.filter(student=alder.students["ben"]).update(status="unproven")
    words = text_of(parent.get("/"))
    assert "1 child must be proven again" in words
    assert "Ada Lind" in words
    assert "Okafor" not in words


def test_a_pupils_home_is_about_them_alone(alder):
    page = sign_in(alder, "alind").get("/")
    words = text_of(page)
    for fact in ("Hello, Ada", "alind", "4a", "Sign out"):
        assert fact in words
    assert "Manage" not in words
    assert 'role="search"' not in page.content.decode()


def test_a_home_costs_the_same_for_one_child_and_for_five(alder):
    parent = sign_in(alder, "plind")
    counts = []
    for more in (0, 4):
        for number in range(more):
            child = make.make_student(alder.class_4b, f"Sib{number}", "Lind")
            make.link_child(alder.accounts["parent"], child)
        with statements(at_most=12) as sent:
            parent.get("/")
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_staff_without_any_assignment_are_told_whom_to_ask(alder):
    teacher = sign_in(alder, "teacher")
    alder.staff["teacher"].assignments.update(ended_on=timezone.localdate())
    assert "Ask the school office" in text_of(teacher.get("/"))


def test_the_bare_domain_shows_the_districts_by_name(cast):
    place = cast.alder
    page = browser(place).get("/", headers={"host": "localhost"})
    words = text_of(page)
    assert "Alder District" in words
    assert "Birch District" in words
    assert "Operators" not in words


def test_an_operators_home_tells_where_their_work_is_and_registers_nobody(cast):
    words = text_of(sign_in(cast.ops, "operator").get("/"))
    assert "Nothing to do in the browser" in words
    assert "Ask the school office to look at your assignment" not in words
    assert "Create a new account" not in text_of(browser(cast.ops).get("/sign-in"))
    assert "Create a new account" in text_of(browser(cast.alder).get("/sign-in"))
