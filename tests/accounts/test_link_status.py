"""Only a linked child counts: what is to be proven again, or was removed, opens and names nothing (A7, B5)."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.build_scope import scope_of
from accounts.models import Account, AccountStudent
from accounts.password_floor import floor_of
from roster.models import StudentContact
from schools.models import PasswordPolicy
from tests.accounts.pages import CREATE, passwords_on, text_of
from tests.factories import make_contact, take_off
from tests.people import sign_in

Status = AccountStudent.Status
NO_LONGER = pytest.mark.parametrize("status", [Status.UNPROVEN, Status.REMOVED])


def set_status(account, status) -> None:
    links = AccountStudent.objects.filter(account=account)
    if status == Status.REMOVED:
        take_off(links)
    else:
        links.update(status=status)


@NO_LONGER
@pytest.mark.requirement("A7")
def test_a_parent_no_longer_sees_the_child_at_the_next_click(alder, status):
    parent = sign_in(alder, "plind")
    assert "Ada Lind" in text_of(parent.get("/"))
    set_status(alder.accounts["parent"], status)
    words = text_of(parent.get("/"))
    for fact in ("North School", "alind", "Own password"):
        assert fact not in words


@NO_LONGER
@pytest.mark.requirement("C15")
def test_the_pupils_page_names_linked_accounts_only(alder, status):
    teacher, url = sign_in(alder, "teacher"), f"/students/{alder.students['ada'].pk}"
    assert "plind" in text_of(teacher.get(url))
    set_status(alder.accounts["parent"], status)
    assert "plind" not in text_of(teacher.get(url))


@NO_LONGER
@pytest.mark.requirement("A1", "A2")
def test_a_pupil_whose_login_was_taken_off_has_none_and_can_get_one(alder, status):
    set_status(alder.accounts["ada"], status)
    teacher, url = sign_in(alder, "teacher"), f"/manage/student-logins/{alder.class_4a.pk}"
    words = text_of(teacher.get(url))
    assert "2 have no login yet" in words
    assert "alind" not in words
    made = teacher.post(
        CREATE, {"class": alder.class_4a.pk, "students": [alder.students["ada"].pk]}, follow=True
    )
    assert len(passwords_on(made)) == 1
    words = text_of(teacher.get(url))
    assert "1 has no login yet" in words  # Ben; Ada's two accounts count once
    assert "1 one-time password not used yet" in words


@NO_LONGER
@pytest.mark.requirement("A8")
def test_a_username_that_was_taken_off_finds_nobody(alder, status):
    teacher = sign_in(alder, "teacher")
    assert f"/students/{alder.students['ada'].pk}" in teacher.get("/students", {"q": "alind"}).text
    set_status(alder.accounts["ada"], status)
    assert f"/students/{alder.students['ada'].pk}" not in teacher.get("/students", {"q": "alind"}).text


@NO_LONGER
@pytest.mark.requirement("C2")
def test_the_school_of_a_child_that_does_not_count_asks_for_nothing(alder, status):
    PasswordPolicy.objects.create(school=alder.north, account_type="parent", min_length=20)
    account = alder.accounts["parent"]
    assert floor_of(account) == 20
    set_status(account, status)
    assert floor_of(account) == 12


@pytest.mark.requirement("A7")
@pytest.mark.parametrize(
    ("status", "seen"), [(Status.LINKED, True), (Status.UNPROVEN, True), (Status.REMOVED, False)]
)
def test_the_school_keeps_who_has_to_prove_a_child_in_sight_and_loses_who_was_taken_off(alder, status, seen):

    set_status(alder.accounts["parent"], status)
    scope = scope_of(alder.accounts["head"], today=timezone.localdate())
    visible = Account.objects.visible_to(scope, "administer_accounts")
    assert visible.filter(pk=alder.accounts["parent"].pk).exists() == seen


@pytest.mark.requirement("A7")
def test_a_mailbox_of_several_sees_no_child_that_one_of_them_is_barred_from_since(alder):
    account, ada = alder.accounts["parent"], alder.students["ada"]
    other = make_contact(ada, "Kim", "Lind", email=account.contact.address)
    Account.objects.filter(pk=account.pk).update(contact=None)
    parent = sign_in(alder, "plind")
    assert "Ada Lind" in text_of(parent.get("/"))
    StudentContact.objects.filter(student=ada, contact=other).update(restricted=True)
    assert "North School" not in text_of(parent.get("/"))


@pytest.mark.parametrize("facts", [{"restricted": True}, {"ended_on": date(2026, 9, 1)}])
@pytest.mark.requirement("A7")
def test_a_contact_barred_by_the_register_no_longer_sees_the_child(alder, facts):
    parent = sign_in(alder, "plind")
    assert "Ada Lind" in text_of(parent.get("/"))
    tie = StudentContact.objects.filter(student=alder.students["ada"])
    assert tie.filter(contact=alder.accounts["parent"].contact).update(**facts)
    assert "North School" not in text_of(parent.get("/"))
    admin = sign_in(alder, "districtadmin")
    refused = admin.get(f"/manage/accounts/{alder.accounts['parent'].pk}/emulate")
    assert "it shows nothing" in text_of(refused)
