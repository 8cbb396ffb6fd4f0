"""Student search from every page, and the pupil's page it leads to (A8, C15, D1)."""

import re

import pytest
from django.utils import timezone

from accounts.models import Account, AccountStudent
from accounts.usecases.create_logins import create_student_logins
from roster.models import Student
from schools.audit import SYSTEM
from schools.statistics import gather
from schools.text import fold
from tests import factories as make
from tests.accounts.pages import CREATE, RESET, SHOW, passwords_on, plans, statements, text_of
from tests.people import sign_in


def found(client, typed: str, **more) -> list[int]:
    page = client.get("/students", {"q": typed, **more})
    return [int(pk) for pk in re.findall(r'href="/students/(\d+)"', page.content.decode())]


@pytest.mark.requirement("A8")
def test_the_header_of_every_page_has_the_search(teacher, alder):
    ada = alder.students["ada"].pk
    pages = (
        "/",
        "/manage/student-logins",
        f"/manage/student-logins/{alder.class_4a.pk}",
        f"/students/{ada}",
    )
    for url in pages:
        assert 'action="/students" role="search"' in teacher.get(url).content.decode()
    assert "/students" not in sign_in(alder, "plind").get("/").content.decode()


@pytest.mark.requirement("A8")
def test_names_number_and_username_find_a_pupil_however_they_are_written(teacher, alder):
    zoe = make.make_student(alder.class_4a, "Žofie-Zoë", "O’Brien")
    create_student_logins(students=[zoe], actor=SYSTEM, now=timezone.now())
    username = Account.objects.get(students__student=zoe).username
    for typed in (
        "Žofie",
        "zofie",
        "ZOË",
        "brien zof",
        "o'brien",
        "OBrien",
        zoe.number,
        username,
        username.upper(),
    ):
        assert found(teacher, typed) == [zoe.pk], typed
    for typed in ("zofie lind", "%", "_", "'", "\\", "((", "žžž", "x" * 5000, "\x00"):
        assert found(teacher, typed) == [], typed


@pytest.mark.requirement("A8", "A7")
def test_only_pupils_in_scope_are_found(cast, alder):
    own = {
        "teacher": {"ada"},
        "lead": {"ada", "ada_4b"},
        "districtadmin": {"ada", "ada_4b", "ada_south"},
    }
    for who, keys in own.items():
        assert set(found(sign_in(alder, who), "ada lind")) == {alder.students[key].pk for key in keys}
    assert cast.birch.students["ada"].pk not in found(sign_in(alder, "districtadmin"), "ada")


@pytest.mark.requirement("A8")
def test_many_come_in_pages_of_25_and_cost_the_same_as_one(alder):
    head = sign_in(alder, "head")
    many = [make.make_student(alder.class_4b, "Kim", f"Manyfold{n:02}") for n in range(30)]
    make.make_student(alder.class_4b, "Single", "Person")
    with statements(at_most=12) as for_many:
        first = found(head, "manyfold")
    assert len(first) == 25
    second = found(head, "manyfold", after=first[-1])
    assert first + second == [pupil.pk for pupil in many]
    with statements(at_most=12) as for_one:
        assert len(found(head, "single")) == 1
    assert len(for_many) == len(for_one)
    assert "25 of 30 pupils" in text_of(head.get("/students", {"q": "manyfold"}))


def test_an_index_leads_to_usernames(teacher, alder):
    for number in range(150):
        make.make_student_account(make.make_student(alder.class_4b), f"many{number:03}")
    gather(Account, AccountStudent, Student)
    by_username = r"Index .*username_once_in_district.*\n *Index Cond: .* AND \(\(?username\)?"
    assert re.search(by_username, plans(teacher, "/students", q="many149"))


@pytest.mark.requirement("A8")
def test_nothing_typed_and_nobody_found_say_what_to_do(teacher):
    assert "Whom are you looking for?" in text_of(teacher.get("/students"))
    nobody = teacher.get("/students", {"q": "xyz & <i>"})
    assert "Nobody fits “xyz & <i>”" in text_of(nobody)
    assert "<i>" not in nobody.content.decode()


@pytest.mark.requirement("C15")
def test_the_pupils_page_lists_linked_accounts_with_the_current_sign_in(teacher, alder):
    sign_in(alder, "plind")
    ada = alder.students["ada"]
    page = teacher.get(f"/students/{ada.pk}")
    words = text_of(page)
    for fact in (ada.number, "North School", "4a", "alind", "Own login", "Pat Lind", "Parent or guardian"):
        assert fact in words
    assert "Confirmed just now" in words  # the parent
    assert "Confirmed never" in words  # Ada herself


@pytest.mark.requirement("D1")
def test_the_pupils_page_offers_what_fits_the_login(teacher, alder):
    ben = alder.students["ben"]
    url = f"/students/{ben.pk}"
    assert "Create login" in text_of(teacher.get(url))
    (password,) = passwords_on(teacher.post(CREATE, {"only": ben.pk}, follow=True))
    words = text_of(teacher.get(url))
    assert "Show access code" in words
    assert "Reset login" in words
    assert passwords_on(teacher.post(SHOW, {"only": ben.pk}, follow=True)) == {password}
    (newer,) = passwords_on(teacher.post(RESET, {"only": ben.pk}, follow=True))
    assert newer != password


@pytest.mark.requirement("A7")
def test_the_office_sees_no_create_button(alder):
    clerk = sign_in(alder, "clerk")
    assert "Create login" not in text_of(clerk.get(f"/students/{alder.students['ben'].pk}"))
    page = clerk.get(f"/manage/student-logins/{alder.class_4a.pk}")
    assert "Create Login(s)" not in text_of(page)
    assert "Reset Selected" in text_of(page)


@pytest.mark.requirement("A7")
def test_links_to_classes_lead_only_where_one_may_go(teacher, alder):
    make.enrol(alder.students["ada"], alder.class_4b)
    page = teacher.get(f"/students/{alder.students['ada'].pk}").content.decode()
    assert f"/manage/student-logins/{alder.class_4a.pk}" in page
    assert f"/manage/student-logins/{alder.class_4b.pk}" not in page
    assert fold("4b") in page


@pytest.mark.requirement("C15")
def test_the_pupils_page_costs_the_same_with_many_accounts(teacher, alder):
    ada = alder.students["ada"]
    counts = set()
    for number in range(4):
        with statements(at_most=12) as sent:
            teacher.get(f"/students/{ada.pk}")
        counts.add(len(sent))
        make.make_parent_account(make.make_contact(ada, f"Pat{number}"), ada, f"more{number}x")
    assert len(counts) == 1
