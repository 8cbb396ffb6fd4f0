"""What ids in a POST can do: nothing outside the scope, and all or nothing within (A7, SECURITY 1, 2, 38)."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.models import Account, AccountStudent, OneTimePassword
from accounts.usecases.create_logins import create_student_logins
from roster.models import Enrolment, Student
from schools.audit import SYSTEM
from schools.models import AuditEvent, DistrictOwned
from tests import factories as make
from tests.accounts.pages import CREATE, RESET, SHOW, serial_of
from tests.people import sign_in

BUTTONS = (CREATE, RESET, SHOW)
NOBODY = 2**31


def denials(place, who="teacher"):
    events = AuditEvent.objects.filter(verb="denied", actor_id=place.accounts[who].pk)
    return list(events.order_by("pk").values_list("object_kind", "object_id"))


def hashes() -> dict:
    return dict(Account.objects.values_list("pk", "password"))


@pytest.fixture
def strangers(cast) -> dict[str, int]:
    """By relation to the teacher of Alder's 4a."""
    return {
        "same school": cast.alder.students["ada_4b"].pk,
        "same district": cast.alder.students["ada_south"].pk,
        "other district": cast.birch.students["ada"].pk,
        "no such id": NOBODY,
    }


def same_for_all(answer) -> str:
    """The page without what differs on each: the request's number and the form token's mask."""
    page = answer.content.decode().replace(answer["X-Request-ID"], "")
    return re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", page)


@pytest.mark.requirement("A7")
@pytest.mark.parametrize("with_class", [True, False])
def test_anothers_pupil_looks_like_one_who_does_not_exist(teacher, alder, strangers, with_class):
    before, bodies = hashes(), set()
    more = {"class": alder.class_4a.pk} if with_class else {}
    for stranger in strangers.values():
        answer = teacher.post(RESET, {"students": [stranger], **more})
        assert answer.status_code == 404
        bodies.add(same_for_all(answer))
    assert len(bodies) == 1
    assert denials(alder) == [("accounts:reset-logins", stranger) for stranger in strangers.values()]
    assert hashes() == before
    assert teacher.post(RESET, {"students": [alder.students["ada"].pk], **more}).status_code == 302


@pytest.mark.requirement("A7")
@pytest.mark.parametrize("button", BUTTONS)
def test_one_stranger_among_thirty_and_nothing_happens_to_any(teacher, alder, strangers, button):
    own = [make.make_student(alder.class_4a, "Kim", "Own").pk for _ in range(30)]
    create_student_logins(students=Student.objects.filter(pk__in=own[:15]), actor=SYSTEM, now=timezone.now())
    before = hashes(), OneTimePassword.objects.count(), AccountStudent.objects.count()
    for stranger in strangers.values():
        ids = {"class": alder.class_4a.pk, "students": [*own, stranger], "confirmed": "yes"}
        assert teacher.post(button, ids).status_code == 404
    assert (hashes(), OneTimePassword.objects.count(), AccountStudent.objects.count()) == before
    assert [object_id for _, object_id in denials(alder)] == list(strangers.values())
    assert (
        not AuditEvent.objects.filter(actor_id=alder.accounts["teacher"].pk)
        .exclude(verb="denied")
        .filter(verb__startswith="logins")
    )


@pytest.mark.requirement("A7")
def test_a_pupil_of_the_scope_but_not_of_the_class_is_a_stranger_there(alder):
    head = sign_in(alder, "head")
    ids = {"class": alder.class_4a.pk, "students": [alder.students["ada_4b"].pk]}
    assert head.post(RESET, ids).status_code == 404
    assert head.post(RESET, {"students": ids["students"]}).status_code == 302  # from the pupil's own page


@pytest.mark.requirement("A7")
@pytest.mark.parametrize("relation", ["class_4b", "south_4a", "birch", "nobody"])
def test_a_foreign_class_is_refused_whatever_pupils_come_with_it(teacher, cast, alder, relation):
    foreign = {"birch": cast.birch.class_4a.pk, "nobody": NOBODY}.get(relation) or getattr(alder, relation).pk
    make.enrol(alder.students["ben"], alder.class_4b)
    for button in BUTTONS:
        ids = {"class": foreign, "students": [alder.students["ben"].pk]}
        assert teacher.post(button, ids).status_code == 404
    assert not AccountStudent.objects.filter(student=alder.students["ben"]).exists()


@pytest.mark.requirement("A7")
def test_who_left_the_class_yesterday_is_a_stranger_again(teacher, alder):
    yesterday = timezone.localdate() - timedelta(days=1)
    Enrolment.objects.filter(student=alder.students["ben"]).update(ended_on=yesterday)
    ids = {"class": alder.class_4a.pk, "students": [alder.students["ben"].pk]}
    assert teacher.post(CREATE, ids).status_code == 404


@pytest.mark.requirement("A7")
def test_when_the_assignment_ends_the_next_request_is_refused(teacher, alder):
    alder.staff["teacher"].classes.update(ended_on=timezone.localdate())
    ids = {"class": alder.class_4a.pk, "students": [alder.students["ben"].pk]}
    assert teacher.post(CREATE, ids).status_code == 404


def test_the_same_id_twice_is_one_reset(teacher, alder):
    ada = alder.students["ada"].pk
    serial_of(teacher.post(RESET, {"class": alder.class_4a.pk, "students": [ada, ada, ada]}))
    assert AuditEvent.objects.filter(verb="logins_reset").count() == 1


@pytest.mark.parametrize(
    "ids", [list(range(1, 502)), ["x"], ["-1"], ["1 OR 1=1"], ["²"], ["9" * 19], [""]], ids=str
)
def test_what_no_page_of_ours_sends_is_a_bad_request(teacher, alder, ids):
    for more in ({}, {"class": alder.class_4a.pk}):
        for button in BUTTONS:
            assert teacher.post(button, {"students": ids, **more}).status_code == 400


@pytest.mark.parametrize("number", ["9" * 18, "9" * 30])
def test_a_number_no_row_can_have_is_not_there(teacher, number):
    for url in (f"/manage/student-logins/{number}", f"/students/{number}"):
        assert teacher.get(url).status_code == 404


@pytest.mark.parametrize("typed", ["\0", "a\0b", "%", "x" * 100_000, "'; --", "\ud7ff\uffff"], ids=ascii)
def test_no_search_breaks_a_page(alder, typed):
    head = sign_in(alder, "head")
    for url in ("/students", "/manage/student-logins", "/manage/staff"):
        assert head.get(url, {"q": typed, "after": typed}).status_code == 200
    assert head.get("/manage/lists/%00").status_code == 404


def test_no_tick_and_no_class_is_a_bad_request(teacher):
    assert teacher.post(RESET).status_code == 400


def everything() -> dict[str, dict]:
    """Every row of every tenant table but the log, the lists and the sessions."""
    left_out = {"AuditEvent", "LoginList", "PortalSession"}
    models = [m for m in apps.get_models() if issubclass(m, DistrictOwned) and m.__name__ not in left_out]
    return {f"{model.__name__}.{row['id']}": row for model in models for row in model._base_manager.values()}


def every_column() -> dict[str, str]:
    """A value for each column of each model, under the names a careless form would take."""
    names = {
        name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        for name in (field.name, field.attname)
    }
    return dict.fromkeys(names - {"students", "class", "staff"}, "1") | {
        "role": "district_admin",
        "type": "staff",
    }


ALLOWED = {
    CREATE: {"Account", "AccountStudent", "OneTimePassword", "IssuedUsername", "UsernameCounter"},
    RESET: {"password", "must_choose", "session_epoch", "OneTimePassword"},
    SHOW: set(),
}


@pytest.mark.requirement("A7")
@pytest.mark.parametrize("button", BUTTONS)
def test_columns_sent_along_change_nothing(teacher, alder, button):
    who = alder.students["ben" if button == CREATE else "ada"]
    before = everything()
    teacher.post(button, every_column() | {"class": alder.class_4a.pk, "students": [who.pk]})
    changed = set()
    for key, row in everything().items():
        old = before.get(key)
        if old is None:
            changed.add(key.split(".")[0])
        else:
            changed |= {column for column in row if row[column] != old[column]}
    assert changed <= ALLOWED[button]
    if button == CREATE:
        account = Account.objects.get(students__student=who)
        assert (account.type, account.staff, account.username) == ("student", None, "bokafor")
