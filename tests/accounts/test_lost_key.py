"""A sealing key that is gone costs what it sealed, and no page (docs/operating.md, "Backups and keys")."""

import pytest

from accounts.models import AccessCode
from accounts.pupil_numbers import find_pupil
from accounts.usecases.pupil_codes import pupil_codes
from tests.accounts.pages import CREATE, SHOW, passwords_on, serial_of, text_of
from tests.accounts.registering import kim_of, registers
from tests.accounts.test_create_logins import NOW
from tests.people import sign_in

NEW = b"2" * 32


def test_a_list_shows_whom_it_can_and_its_file_has_new_pupil_codes(alder, settings):
    teacher, ben = sign_in(alder, "teacher"), alder.students["ben"]
    ids = {"class": alder.class_4a.pk, "students": [ben.pk]}
    serial = serial_of(teacher.post(CREATE, ids))
    before = teacher.post(f"/manage/lists/{serial}/csv").text.splitlines()[1].split(",")
    settings.PORTAL_KEYS = [NEW]
    shown = teacher.post(SHOW, ids, follow=True)
    assert shown.status_code == 200
    assert passwords_on(shown) == set()
    after = teacher.post(f"/manage/lists/{serial}/csv").text.splitlines()[1].split(",")
    assert after[7] != before[7]
    assert find_pupil(after[7].strip('"'), now=NOW) == ben


@pytest.mark.parametrize("name", ["PORTAL_KEYS", "SECRET_KEY"])
def test_a_pupil_code_that_no_longer_works_is_not_printed_again(alder, settings, name):
    ada, ben = alder.students["ada"], alder.students["ben"]
    old = pupil_codes(student_ids=[ada.pk], now=NOW)[ada.pk]
    setattr(settings, name, {"PORTAL_KEYS": [NEW], "SECRET_KEY": "another-" * 8}[name])
    codes = pupil_codes(student_ids=[ada.pk, ben.pk], now=NOW)
    assert codes[ada.pk] != old
    assert [find_pupil(codes[pupil.pk], now=NOW) for pupil in (ada, ben)] == [ada, ben]
    assert codes == pupil_codes(student_ids=[ada.pk, ben.pk], now=NOW)
    assert AccessCode.objects.count() == 2


def test_the_office_is_told_that_what_was_typed_is_gone(alder, settings):
    request = registers(alder.students["ada"], kim_of(alder), given_name="Kin")
    settings.PORTAL_KEYS = [NEW]
    page = sign_in(alder, "clerk").get("/manage/help-numbers", {"q": request.number})
    assert page.status_code == 200
    assert "Kin" not in text_of(page)
