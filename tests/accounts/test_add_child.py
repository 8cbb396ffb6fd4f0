"""A parent who is signed in adds a further child (C18): the proof goes to the address on record."""

import pytest
from django.utils import timezone

from accounts.mailbox_children import link_by_mailbox
from accounts.models import Account, AccountStudent, PublicRequest
from accounts.usecases.unlink_child import unlink_child
from roster.models import Contact, StudentContact
from schools.audit import Actor
from schools.models import AuditEvent
from schools.tenancy import use_district
from tests.accounts.links import answered, codes_in, mails, newest, open_schools, path_in, registers
from tests.factories import link_child, make_contact, make_parent_account, take_off
from tests.people import browser, sign_in

URL, WORK = "/account/children/add", "pat@work.example"


@pytest.fixture
def alder(cast):
    open_schools(cast.alder)
    return cast.alder


@pytest.fixture
def ben(alder):
    return alder.students["ben"]


def on_record(alder, student, email: str, given_name: str = "Pat") -> Contact:
    with use_district(alder.district.pk):
        return make_contact(student, given_name, "Lind", email=email)


def adds(client, student, given_name: str = "Pat"):
    return client.post(URL, {"pupil": student.number, "given_name": given_name, "family_name": "Lind"})


def has(alder, student) -> bool:
    with use_district(alder.district.pk):
        linked = AccountStudent.objects.filter(student=student, status="linked")
        return linked.filter(account=alder.accounts["parent"]).exists()


def outcome(alder) -> str:
    with use_district(alder.district.pk):
        return PublicRequest.objects.latest("pk").outcome


@pytest.mark.requirement("C18")
def test_at_once_where_the_own_address_is_on_the_childs_record(alder, ben):
    with use_district(alder.district.pk):
        StudentContact.objects.create(student=ben, contact=alder.accounts["parent"].contact)
    client = sign_in(alder, "plind")
    assert adds(client, ben)["Location"] == "/"
    assert "Ben Okafor" in client.get("/").text
    assert mails(alder) == []
    with use_district(alder.district.pk):
        assert AuditEvent.objects.filter(verb="child_linked", object_id=ben.pk).count() == 1


@pytest.mark.requirement("C18")
def test_otherwise_the_address_on_record_agrees_by_the_link(alder, ben):
    on_record(alder, ben, WORK)
    client = sign_in(alder, "plind")
    assert adds(client, ben)["Location"] == "/asked"
    answered(alder)
    assert not has(alder, ben)
    elsewhere, link = browser(alder), path_in(newest(alder, "child_link", WORK))
    page = elsewhere.get(link).text
    assert "plind" in page
    assert "Ben Okafor" in page
    elsewhere.post(link)
    assert has(alder, ben)
    assert elsewhere.get("/")["Location"].startswith("/sign-in")  # the link signs nobody in
    assert elsewhere.post(link).status_code == 404


def test_or_by_the_code_where_one_asked(alder, ben):
    on_record(alder, ben, WORK)
    client = sign_in(alder, "plind")
    adds(client, ben)
    answered(alder)
    (code,) = codes_in(newest(alder, "child_link"))
    assert client.post("/asked/code", {"code": code})["Location"] == "/"
    assert "Ben Okafor" in client.get("/").text


def test_a_strangers_child_costs_a_mail_to_its_own_family_and_tells_the_stranger_nothing(alder, ben):
    """Right number, wrong name, nobody's number: one page for all (SECURITY 18, 22)."""
    on_record(alder, ben, WORK, "Kim")
    client = sign_in(alder, "plind")
    pages = set()
    for student, name in ((ben, "Kim"), (ben, "Pat"), (None, "Pat")):
        number = student.number if student else "999999"
        client.post(URL, {"pupil": number, "given_name": name, "family_name": "Lind"})
        answered(alder)
        pages.add(client.get("/asked").status_code)
    assert pages == {200}
    assert not has(alder, ben)
    assert len(mails(alder)) == len(mails(alder, "child_link", WORK)) == 1


@pytest.mark.parametrize(("spoil", "result"), [("restricted", "restricted"), ("removed", "unlinked")])
def test_never_what_the_school_has_barred(alder, ben, spoil, result):
    contact = on_record(alder, ben, WORK)
    with use_district(alder.district.pk):
        if spoil == "restricted":
            StudentContact.objects.filter(contact=contact).update(restricted=True)
        else:
            Account.objects.filter(pk=alder.accounts["parent"].pk).update(contact=contact)
            link = link_child(alder.accounts["parent"], ben)
            take_off(AccountStudent.objects.filter(pk=link.pk))
    adds(sign_in(alder, "plind"), ben)
    answered(alder)
    assert (mails(alder), outcome(alder)) == ([], result)


STRANGER, NEW = "pat.lind@elsewhere.example", "seven quiet otters"


@pytest.fixture
def newcomer(alder, ben):
    """Registered with an address that nobody has on record, then added Ben by the mail to the one on record."""
    on_record(alder, ben, WORK)
    client = browser(alder)
    comes_in(client, alder, STRANGER)
    adds(client, ben)
    answered(alder)
    client.post(path_in(newest(alder, "child_link", WORK)))
    with use_district(alder.district.pk):
        account = Account.objects.get(email=STRANGER)
        assert account.students.get().status == "linked"
    return account


def facts_of(alder, student, name: str = "Pat") -> str:
    """Registers by facts; what became of it."""
    facts = {"step": 3, "pupil": student.number, "given_name": name, "family_name": "Lind", "username": ""}
    assert browser(alder).post("/register/facts", facts)["Location"] == "/asked"
    answered(alder)
    return outcome(alder)


@pytest.mark.requirement("C9")
@pytest.mark.parametrize("recognised", [True, False])
def test_a_child_that_was_taken_off_does_not_come_back_by_another_door(alder, ben, newcomer, recognised):
    """Also when another account had the record already, so that this one is nobody's the office knows."""
    with use_district(alder.district.pk):
        if not recognised:
            Account.objects.filter(pk=newcomer.pk).update(contact=None)
        actor = Actor(alder.accounts["head"].pk)
        unlink_child(account=newcomer, student=ben, actor=actor, now=timezone.now())
    assert facts_of(alder, ben) == "unlinked"
    registers(browser(alder), alder, WORK)
    browser(alder).post(path_in(newest(alder, "verify_address", WORK)))
    adds(sign_in(alder, "plind"), ben)
    answered(alder)
    with use_district(alder.district.pk):
        assert (
            not AccountStudent.objects.filter(student=ben, role="guardian").exclude(status="removed").exists()
        )


@pytest.mark.requirement("C9")
@pytest.mark.parametrize("moves", ["never", "before", "after"])
def test_nor_out_of_a_mailbox_that_several_share(alder, ben, moves):
    """Also when the account has another address by now, before or after the school took the child off."""
    on_record(alder, ben, WORK)
    on_record(alder, ben, WORK, "Kim")
    client = browser(alder)
    comes_in(client, alder, WORK)
    with use_district(alder.district.pk):
        account = Account.objects.get(email=WORK)
        assert account.students.get().status == "linked"
    if moves == "before":
        moves_to(client, alder, STRANGER)
    with use_district(alder.district.pk):
        actor = Actor(alder.accounts["head"].pk)
        unlink_child(account=account, student=ben, actor=actor, now=timezone.now())
    if moves == "after":
        moves_to(sign_in(alder, WORK, NEW), alder, STRANGER)
    for name in ("Pat", "Kim"):
        assert facts_of(alder, ben, name) == "unlinked"
    if moves != "never":
        comes_in(browser(alder), alder, WORK)
    with use_district(alder.district.pk):
        assert not AccountStudent.objects.filter(student=ben, role="guardian", status="linked").exists()


def comes_in(client, alder, email: str) -> None:
    """A new account, by the mail to this address."""
    registers(client, alder, email)
    client.post(path_in(newest(alder, "verify_address", email)))
    client.post("/choose-password", {"password": NEW})


def moves_to(client, alder, email: str) -> None:
    client.post("/account/email", {"email": email, "current": NEW})
    browser(alder).post(path_in(newest(alder, "email_change_confirm", email)))


def test_the_record_that_proved_the_first_child_is_the_accounts(alder, ben, newcomer):
    """So *Reset Parent Login* lists it; unless somebody's account has that record already."""
    with use_district(alder.district.pk):
        assert str(newcomer.contact) == "Pat Lind"
        assert AccountStudent.objects.of_parents().filter(account=newcomer, student=ben).exists()
        other = Account.objects.create(
            type="parent", email="x@y.example", password="!", created_at=timezone.now()
        )
        link_by_mailbox(other, [ben], now=timezone.now(), contact_id=newcomer.contact_id)
        other.refresh_from_db()
        assert (other.contact, other.students.get().contact) == (None, newcomer.contact)


def test_what_was_barred_since_the_mail_is_refused_in_a_sentence(alder, ben):
    contact = on_record(alder, ben, WORK)
    adds(sign_in(alder, "plind"), ben)
    answered(alder)
    with use_district(alder.district.pk):
        StudentContact.objects.filter(contact=contact).update(restricted=True)
    assert "record has changed" in browser(alder).post(path_in(newest(alder, "child_link"))).text
    assert not has(alder, ben)


@pytest.mark.parametrize("spoil", ["corrected", "removed", "taken off by another"])
def test_a_link_in_a_mailbox_that_no_longer_decides_adds_nothing(alder, ben, spoil):
    contact = on_record(alder, ben, WORK)
    adds(sign_in(alder, "plind"), ben)
    answered(alder)
    link = path_in(newest(alder, "child_link", WORK))
    with use_district(alder.district.pk):
        if spoil == "corrected":
            Contact.objects.filter(pk=contact.pk).update(
                corrected_email="x@home.example", corrected_from=WORK
            )
        else:
            account = alder.accounts["parent"]
            if spoil == "taken off by another":
                account = make_parent_account(contact, ben, "workx")
                AccountStudent.objects.filter(account=account, student=ben).delete()
            child = link_child(account, ben)
            take_off(AccountStudent.objects.filter(pk=child.pk))
    answer = browser(alder).post(link)
    assert "record has changed" in answer.text
    assert "is on the account now" not in answer.text
    assert not has(alder, ben)
