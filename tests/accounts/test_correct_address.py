"""The office corrects a contact's e-mail with a reason: at once, told to the old one, and not for ever."""

import json

import pytest
from django.utils import timezone

from accounts import mailed_links
from accounts.answering.run import answer_due
from accounts.contacts import contact_rows
from accounts.models import Account, AccountStudent, MailedLink, OneTimePassword
from accounts.usecases.correct_address import Reason, correct_address
from accounts.usecases.delete_account import delete_account, restore_account
from roster.imports import run
from roster.models import Contact
from schools.audit import SYSTEM
from schools.models import AuditEvent, School
from schools.tenancy import use_district
from tests import factories as make
from tests.accounts.links import path_in
from tests.accounts.pages import statements, text_of
from tests.mails import queued
from tests.people import browser, sign_in
from tests.roster.bundles import opener
from tests.roster.importing import NEXT_DAY, TODAY, at

RIGHT = "right@home.example"


@pytest.fixture
def alder(cast):
    with use_district(cast.alder.district.pk):
        School.objects.filter(pk=cast.alder.north.pk).update(status=School.Status.OPEN)
        yield cast.alder


@pytest.fixture
def pat(alder) -> Contact:
    return Contact.objects.get(pk=alder.accounts["parent"].contact_id)


def correct(client, contact, address=RIGHT, reason="in_person"):
    return client.post(f"/contacts/{contact.pk}/address", {"address": address, "reason": reason})


def on_record(contact) -> str:
    return Contact.objects.get(pk=contact.pk).address


def test_the_pupils_page_leads_to_the_correction_which_works_at_once(alder, clerk, pat):
    url = f"/students/{alder.students['ada'].pk}"
    page = clerk.get(url)
    assert f'href="/contacts/{pat.pk}/address"' in page.text
    assert f"{pat.email} Own password plind" in text_of(page)
    assert correct(clerk, pat, " RIGHT@Home.example ")["Location"] == url
    assert on_record(pat) == RIGHT
    assert f"{RIGHT} corrected by the office" in text_of(clerk.get(url)).replace("Mail is waiting ", "")


def test_the_old_address_is_told_and_the_audit_keeps_no_address(alder, clerk, pat):
    correct(clerk, pat, reason="called_back")
    (mail,) = queued()
    assert (mail["To"], "another e-mail address" in mail.as_string()) == (pat.email, True)
    event = AuditEvent.objects.get(verb="address_corrected")
    assert (event.object_id, event.details) == (pat.pk, {"reason": "called_back"})
    assert "@" not in json.dumps(event.details)


def test_before_the_school_is_open_no_mail_leaves(alder, clerk, pat):
    School.objects.update(status=School.Status.PREPARATION)
    correct(clerk, pat)
    assert (on_record(pat), queued()) == (RIGHT, [])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"address": "not an address"}, "Write one address"),
        ({"address": "a@x.example, b@x.example"}, "Write one address"),
        ({"address": "a@x.example\nBcc: b@x.example"}, "Write one address"),
        ({"reason": ""}, "Choose how you know"),
        ({"reason": "because"}, "not one of the available choices"),
    ],
    ids=str,
)
def test_what_is_no_address_or_has_no_reason_changes_nothing(clerk, pat, typed, words):
    page = correct(clerk, pat, **typed)
    assert words in text_of(page)
    assert on_record(pat) == pat.email
    assert "on the record already" in text_of(correct(clerk, pat, pat.email))
    assert not AuditEvent.objects.filter(verb="address_corrected").exists()


def test_a_password_that_waits_in_the_old_mailbox_ends_but_a_chosen_one_stays(alder, clerk, pat):
    account = alder.accounts["parent"]
    make.make_one_time_password(account)
    correct(clerk, pat)
    assert OneTimePassword.objects.get(account=account).sealed is None
    assert Account.objects.get(pk=account.pk).email == ""
    sam = make.make_contact(alder.students["ben"], "Sam")
    make.make_parent_account(sam, alder.students["ben"], "samx")
    window = sign_in(alder, "samx")
    correct(clerk, sam, "sam@home.example")
    assert window.get("/")["Location"].startswith("/sign-in")
    assert "Ben Okafor" in text_of(sign_in(alder, "sam@home.example").get("/"))


def test_nothing_in_the_old_mailbox_opens_the_account(alder, clerk, pat):
    browser(alder).post("/forgot", {"login": pat.email})
    answer_due(now=timezone.now())
    link = path_in(queued("password_link", to=pat.email)[-1])
    assert browser(alder).get(link).status_code == 200
    correct(clerk, pat)
    assert browser(alder).get(link).status_code == 404
    browser(alder).post("/forgot", {"login": pat.email})
    answer_due(now=timezone.now())
    assert queued("password_link", to=pat.email) == []
    browser(alder).post("/forgot", {"login": RIGHT})
    answer_due(now=timezone.now())
    assert len(queued("password_link", to=RIGHT)) == 1


def test_nor_one_that_signs_in_otherwise(alder, clerk, pat):
    account = alder.accounts["parent"]
    Account.objects.filter(pk=account.pk).update(email="")
    browser(alder).post("/forgot", {"login": pat.email})
    answer_due(now=timezone.now())
    link = path_in(queued("password_link", to=pat.email)[-1])
    correct(clerk, pat)
    assert browser(alder).get(link).status_code == 404
    back = mailed_links.issue(
        account=account, purpose=MailedLink.Purpose.UNDO_EMAIL, address=RIGHT, now=timezone.now()
    )
    correct(clerk, pat, "third@home.example")
    assert browser(alder).get(f"/take-back/{back.token}").status_code == 404
    assert MailedLink.objects.filter(ended_at=None).count() == 0


def test_nor_an_account_that_was_deleted_then_and_is_brought_back(alder, clerk, pat):
    account = alder.accounts["parent"]
    delete_account(account=account, actor=SYSTEM, now=timezone.now())
    correct(clerk, pat)
    restore_account(account=account, actor=SYSTEM, now=timezone.now())
    for login in (pat.email, RIGHT):
        browser(alder).post("/forgot", {"login": login})
    answer_due(now=timezone.now())
    assert queued("password_link", to=pat.email) == []
    assert len(queued("password_link", to=RIGHT)) == 1


def test_where_the_new_address_signs_somebody_in_the_username_remains_or_is_made(alder, clerk, pat):
    sam = make.make_contact(alder.students["ben"], "Sam", email=RIGHT)
    make.make_parent_account(sam, alder.students["ben"], "samx")
    Account.objects.filter(pk=alder.accounts["parent"].pk).update(username="")
    correct(clerk, pat)
    account = Account.objects.get(pk=alder.accounts["parent"].pk)
    assert account.email == ""
    assert "Ada Lind" in text_of(sign_in(alder, account.username).get("/"))


def test_a_shared_mailbox_is_said_with_what_it_means(alder, clerk, pat):
    make.make_contact(alder.students["ben"], "Sam", email=RIGHT)
    answer = correct(clerk, pat)
    assert "1 other contact has this mailbox too" in text_of(clerk.get(answer["Location"]))


def test_corrections_that_stand_are_listed_for_the_offices_own_system(alder, clerk, pat):
    assert "No correction stands" in text_of(clerk.get("/manage/addresses"))
    correct(clerk, pat)
    words = text_of(clerk.get("/manage/addresses"))
    assert f"Lind, Pat {pat.sourced_id} {pat.email} {RIGHT}" in words
    correct(clerk, pat, pat.email)  # back to what the roster says
    assert "No correction stands" in text_of(clerk.get("/manage/addresses"))
    correct(clerk, pat)
    assert RIGHT not in text_of(sign_in(alder, "headsouth").get("/manage/addresses"))
    Contact.objects.filter(pk=pat.pk).update(email="else@home.example")
    assert "No correction stands" in text_of(clerk.get("/manage/addresses"))


def test_the_nightly_list_leaves_it_until_it_says_something_else(alder, pat):
    correct_address(contact=pat, address=RIGHT, reason=Reason.SPELLING, actor=SYSTEM, now=timezone.now())

    def import_(email, day):
        row = f"{alder.students['ada'].number},{pat.sourced_id},Pat,Lind,{email}"
        data = f"student_number,contact_id,first_name,last_name,email\n{row}\n".encode()
        assert run.apply(opener(data, "contacts.csv"), today=day, now=at(day)).applied

    import_(pat.email, TODAY)
    assert on_record(pat) == RIGHT
    import_("new@home.example", NEXT_DAY)
    assert on_record(pat) == "new@home.example"
    assert Contact.objects.get(pk=pat.pk).email_changed_at == at(NEXT_DAY)


@pytest.mark.requirement("A7")
def test_contacts_are_shown_to_who_helps_parents_only(alder, clerk, pat):
    url = f"/students/{alder.students['ada'].pk}"
    assert pat.email in clerk.get(url).text
    for who in ("teacher", "lead"):
        assert pat.email not in sign_in(alder, who).get(url).text


def test_the_contacts_say_what_is_in_the_way(alder, clerk, pat):
    ada = alder.students["ada"]
    silent = make.make_contact(ada, "Sam")
    Contact.objects.filter(pk=silent.pk).update(email="")
    Contact.objects.filter(pk=pat.pk).update(refused_address=pat.email)
    ada.contacts.filter(contact=silent).update(restricted=True)
    AccountStudent.objects.filter(account=alder.accounts["parent"]).update(status="unproven")
    words = text_of(clerk.get(f"/students/{ada.pk}"))
    for fact in (
        "Restricted",
        "No e-mail",
        "Mails come back",
        "Not registered",
        "To be proven again",
        "Add e-mail Sam",  # what is read aloud begins with what is seen
        "Correct e-mail Pat",
    ):
        assert fact in words
    Account.objects.filter(pk=alder.accounts["parent"].pk).update(status="pending")
    AccountStudent.objects.filter(account=alder.accounts["parent"]).update(status="linked")
    page = clerk.get(f"/students/{ada.pk}")
    assert "Pending" in text_of(page)
    resend = f"/manage/accounts/{alder.accounts['parent'].pk}/resend"
    assert f'formaction="{resend}"' in page.text
    answer = clerk.post(resend, {"next": f"/students/{ada.pk}"})
    assert "goes out again" in text_of(clerk.get(answer["Location"]))


def test_the_pupils_page_costs_the_same_with_many_contacts(alder, clerk):
    ada, counts = alder.students["ada"], set()
    for number in range(3):
        with statements(at_most=16) as sent:
            clerk.get(f"/students/{ada.pk}")
        counts.add(len(sent))
        make.make_parent_account(make.make_contact(ada, f"Pat{number}"), ada, f"more{number}x")
    assert len(contact_rows(ada, now=timezone.now())) == 4
    assert len(counts) == 1, counts
