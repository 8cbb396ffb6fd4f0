"""The list of what was issued: on the page, as cards, as a file; for one person, session, ten minutes."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.exports.csv import unguard
from accounts.models import LoginList
from roster.models import Student
from schools.models import AuditEvent
from tests import factories as make
from tests.accounts.pages import CREATE, RESET, SHOW, passwords_on, serial_of, text_of
from tests.people import sign_in


@pytest.fixture
def serial(teacher, alder) -> str:
    """Of a list with Ben's new login and Ada, who has her own password."""
    both = [alder.students["ada"].pk, alder.students["ben"].pk]
    return serial_of(teacher.post(CREATE, {"class": alder.class_4a.pk, "students": both}))


def fetch(client, serial) -> list[list[str]]:
    response = client.post(f"/manage/lists/{serial}/csv")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="logins-{serial}.csv"'
    assert "no-store" in response["Cache-Control"]
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.requirement("A4", "D4")
def test_the_cards_carry_what_a_pupil_needs(teacher, serial):
    listed = teacher.get(f"/manage/lists/{serial}")
    cards = teacher.get(f"/manage/lists/{serial}", {"as": "cards"})
    (password,) = passwords_on(listed)
    words = text_of(cards)
    for fact in ("Ben Okafor", "bokafor", password, "alder.localhost", "North School", "4a"):
        assert fact in words
    assert f"List {serial}" in words


@pytest.mark.requirement("D4")
def test_the_file_has_passwords_reasons_and_access_codes(teacher, serial):
    (password,) = passwords_on(teacher.get(f"/manage/lists/{serial}"))
    heading, ada, ben = fetch(teacher, serial)
    assert heading == [
        "Class", "Last name", "First name", "Username", "One-time password", "Valid until", "Address", "Pupil code",
    ]  # fmt: skip
    assert ada[:6] == ["4a", "Lind", "Ada", "alind", "own password - reset to get a new one", ""]
    assert ben[:5] == ["4a", "Okafor", "Ben", "bokafor", password]
    assert ben[6] == "http://alder.localhost/"
    assert ada[7] != ben[7]
    assert all(len(row[7]) == 9 and row[7].isupper() for row in (ada, ben))


@pytest.mark.requirement("D4")
def test_an_access_code_stays_the_same_and_each_fetch_is_recorded(teacher, serial):
    assert fetch(teacher, serial) == fetch(teacher, serial)
    fetched = AuditEvent.objects.filter(verb="logins_downloaded")
    assert fetched.count() == 2
    assert {event.object_id for event in fetched} == {LoginList.objects.get(serial=serial).pk}


def test_a_pupil_named_like_a_formula_is_text_in_the_file(teacher, alder):
    names = ['=HYPERLINK("https://evil.example")', "+1", "@SUM(1)", "＝1", "'=1"]
    pupils = [make.make_student(alder.class_4a, name, "Ąžuolas") for name in names]
    ids = {"class": alder.class_4a.pk, "students": [pupil.pk for pupil in pupils]}
    _, *rows = fetch(teacher, serial_of(teacher.post(CREATE, ids)))
    assert {unguard(row[2]) for row in rows} == set(names)
    assert all(row[2].startswith("'") for row in rows)
    assert {row[1] for row in rows} == {"Ąžuolas"}


@pytest.mark.requirement("A7")
def test_the_link_opens_for_nobody_else_and_in_no_other_session(teacher, alder, serial):
    others = [sign_in(alder, name) for name in ("teacher", "teacher4b", "head", "districtadmin")]
    for client in others:
        assert client.get(f"/manage/lists/{serial}").status_code == 404
        assert client.post(f"/manage/lists/{serial}/csv").status_code == 404
    assert teacher.get(f"/manage/lists/{serial}").status_code == 200
    assert AuditEvent.objects.filter(verb="denied", object_kind="accounts:login-list").count() >= 3


@pytest.mark.requirement("A7")
def test_after_ten_minutes_the_list_is_closed(teacher, serial):
    made = LoginList.objects.get(serial=serial)
    assert made.expires_at - made.created_at == timedelta(minutes=10)
    LoginList.objects.update(expires_at=timezone.now())
    closed = teacher.get(f"/manage/lists/{serial}")
    assert closed.status_code == 404
    assert "This list is closed" in text_of(closed)
    assert "Show access codes" in text_of(closed)
    assert teacher.post(f"/manage/lists/{serial}/csv").status_code == 404


@pytest.mark.requirement("A7")
def test_a_list_shows_only_who_is_still_in_scope(teacher, alder, serial):
    alder.staff["teacher"].classes.update(ended_on=timezone.localdate())
    page = teacher.get(f"/manage/lists/{serial}")
    assert passwords_on(page) == set()
    assert "Okafor" not in text_of(page)
    assert fetch(teacher, serial)[1:] == []


def test_the_page_of_a_list_changes_nothing(teacher, serial):
    before = AuditEvent.objects.count()
    teacher.get(f"/manage/lists/{serial}")
    assert AuditEvent.objects.count() == before


def test_a_password_used_meanwhile_is_gone_from_the_open_list(teacher, alder, serial):
    (password,) = passwords_on(teacher.get(f"/manage/lists/{serial}"))
    sign_in(alder, "bokafor", password)
    page = teacher.get(f"/manage/lists/{serial}")
    assert passwords_on(page) == set()
    assert "used or ended - reset to get a new one" in text_of(page)
    assert password not in str(fetch(teacher, serial))


@pytest.mark.requirement("D2")
def test_a_lead_teacher_does_it_for_any_learner_of_the_school(alder):
    lead = sign_in(alder, "lead")
    for key, answer in (("ada", 302), ("ada_4b", 302), ("ada_south", 404)):
        assert lead.post(RESET, {"students": [alder.students[key].pk]}).status_code == answer


@pytest.mark.requirement("D4")
def test_a_list_of_a_pupil_without_a_class_page_names_their_classes(alder):
    head = sign_in(alder, "head")
    serial = serial_of(head.post(SHOW, {"only": alder.students["ada"].pk}))
    assert "Lind, Ada 4a" in text_of(head.get(f"/manage/lists/{serial}"))
    assert fetch(head, serial)[1][0] == "4a"


@pytest.mark.requirement("D4")
def test_two_hundred_names_as_hard_as_they_come_survive_the_page(teacher, alder):
    for number in range(200):
        make.make_student(alder.class_4a, f"<b>{number}</b>", "O'Neill & “Söhne”")
    ids = {
        "class": alder.class_4a.pk,
        "students": list(Student.objects.enrolled_in(alder.class_4a.pk).values_list("pk", flat=True)),
    }
    serial = serial_of(teacher.post(CREATE, ids))
    page = teacher.get(f"/manage/lists/{serial}")
    assert "<b>7</b>" in text_of(page).replace("&lt;", "<").replace("&gt;", ">")
    assert "<b>7</b>" not in page.content.decode()
    assert len(passwords_on(page)) == 201
