"""The mailed password proves the mailbox: the account counts, the child is linked, the others are offered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Account, OneTimePassword
from accounts.usecases.reset_parents import reset_parents
from roster.models import StudentContact
from schools.audit import SYSTEM
from schools.models import AuditEvent
from tests.accounts.pages import text_of
from tests.accounts.registering import kim_of, password_of, registers
from tests.factories import link_child, make_contact, make_parent_account
from tests.people import browser

OWN = "rain on a tin roof"


@pytest.fixture
def kim(alder):
    """Kim has Ada, and Ada of 4b."""
    kim = kim_of(alder)
    StudentContact.objects.create(student=alder.students["ada_4b"], contact=kim)
    return kim


def enters(place, login, password):
    client = browser(place)
    return client, client.post("/sign-in", {"login": login, "password": password})


def comes_in(place, login, password):
    """Entered, and an own password chosen."""
    client, response = enters(place, login, password)
    assert response["Location"] == "/choose-password", text_of(response)
    return client, client.post("/choose-password", {"password": OWN})


def children(account) -> dict[int, str]:
    return dict(account.students.values_list("student_id", "status"))


@pytest.mark.requirement("B7", "B8", "B9")
def test_the_mailed_password_confirms_the_account_links_the_child_and_must_be_replaced(alder, kim):
    ada = alder.students["ada"]
    request = registers(ada, kim)
    client, response = enters(alder, kim.email, password_of(request.account))
    assert response["Location"] == "/choose-password"
    assert client.get("/")["Location"] == "/choose-password"
    account = Account.objects.get(contact=kim)
    link = account.students.get()
    assert (account.status, account.primary_student_id) == ("confirmed", ada.pk)
    assert (link.student_id, link.status, link.code) == (ada.pk, "linked", request.number)
    assert AuditEvent.objects.filter(verb="child_linked", actor_id=account.pk, object_id=ada.pk).count() == 1
    assert client.post("/choose-password", {"password": OWN})["Location"] == "/children"
    again, response = enters(alder, kim.email.upper(), OWN)
    assert response["Location"] == "/"
    assert "Ada Lind" in text_of(again.get("/"))


def test_before_that_nothing_opens(alder, kim):
    account = registers(alder.students["ada"], kim).account
    response = enters(alder, kim.email, "abc-def-ghj")[1]
    assert "didn't match" in text_of(response)
    Account.objects.filter(pk=account.pk).update(
        password=make_parent_account(make_contact(alder.students["ben"]), alder.students["ben"], "x").password
    )
    assert "didn't match" in text_of(enters(alder, kim.email, "correct horse battery")[1])


@pytest.mark.requirement("B5", "B9")
def test_an_emptied_account_comes_back_and_the_other_children_are_proven_with_the_mailbox(alder, kim):
    ada, other = alder.students["ada"], alder.students["ada_4b"]
    account = make_parent_account(kim, ada, "kimlind")
    link_child(account, other)
    reset_parents(links=list(account.students.all()), actor=SYSTEM, now=timezone.now())
    registers(ada, kim, username="kimlind")
    client, response = comes_in(alder, "kimlind", password_of(account))
    assert children(account) == {ada.pk: "linked", other.pk: "unproven"}
    assert response["Location"] == "/children"
    page = client.get("/children")
    assert f'value="{other.pk}"' in page.text
    assert " checked" in page.text
    assert client.post("/children", {"students": [other.pk]})["Location"] == "/"
    assert children(account) == {ada.pk: "linked", other.pk: "linked"}
    assert client.get("/children")["Location"] == "/", "there is nothing left to offer"


@pytest.mark.parametrize(
    "facts", [{"restricted": True}, {"ended_on": "2026-11-01"}], ids=["restricted", "ended"]
)
def test_what_the_school_changed_since_the_mail_counts(alder, kim, facts):
    ada = alder.students["ada"]
    account = registers(ada, kim).account
    StudentContact.objects.filter(contact=kim, student=ada).update(**facts)
    client, _response = comes_in(alder, kim.email, password_of(account))
    assert children(account) == {ada.pk: "unproven"}
    assert "Ada Lind" not in text_of(client.get("/"))


@pytest.mark.parametrize(
    "facts", [{"restricted": True}, {"ended_on": "2026-11-01"}], ids=["restricted", "ended"]
)
def test_a_child_that_may_not_be_seen_is_not_offered(alder, kim, facts):
    StudentContact.objects.filter(contact=kim, student=alder.students["ada_4b"]).update(**facts)
    account = registers(alder.students["ada"], kim).account
    assert comes_in(alder, kim.email, password_of(account))[1]["Location"] == "/"


def test_only_children_of_the_own_record_can_be_ticked(alder, kim):
    account = registers(alder.students["ada"], kim).account
    client, _ = comes_in(alder, kim.email, password_of(account))
    ben = alder.students["ben"].pk
    assert client.post("/children", {"students": [ben, alder.students["ada_4b"].pk]}).status_code == 404
    assert children(account) == {alder.students["ada"].pk: "linked"}


def test_the_offer_ends_with_the_session(alder, kim):
    account = registers(alder.students["ada"], kim).account
    comes_in(alder, kim.email, password_of(account))
    client, _ = enters(alder, kim.email, OWN)
    assert client.get("/children")["Location"] == "/"
    assert client.post("/children", {"students": [alder.students["ada_4b"].pk]})["Location"] == "/"
    assert children(account) == {alder.students["ada"].pk: "linked"}


def test_a_password_that_no_registration_mailed_proves_nothing(alder, kim):
    """The office may have issued one since: what an older request wanted is not given for it."""
    account = registers(alder.students["ada"], kim).account
    password = password_of(account)
    OneTimePassword.objects.update(issued_at=timezone.now() + timedelta(minutes=1))
    enters(alder, kim.email, password)
    assert children(account) == {alder.students["ada"].pk: "unproven"}


def test_of_two_pending_on_one_mailbox_the_second_signs_in_by_username(alder, kim):
    first = registers(alder.students["ada"], kim).account
    second = registers(
        alder.students["ada"], make_contact(alder.students["ada"], "Jo", "Lind", email=kim.email)
    )
    enters(alder, kim.email, password_of(first))
    enters(alder, second.account.username, password_of(second.account))
    assert set(Account.objects.filter(contact__email=kim.email).values_list("status", flat=True)) == {
        "confirmed"
    }
