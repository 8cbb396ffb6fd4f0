"""A parent is reset: one row or many, all or nothing, asked first, and what it ends (B4, SECURITY 2, 26)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import mailed_links
from accounts.answering.run import answer_due
from accounts.models import Account, AccountStudent, MailedLink, OneTimePassword
from accounts.usecases.reset_parents import reset_parents
from roster.models import Contact, Enrolment, StudentSchool
from schools.audit import SYSTEM
from schools.models import AuditEvent, School
from schools.tenancy import use_district
from tests import factories as make
from tests.accounts.pages import text_of
from tests.accounts.registering import registers
from tests.accounts.resetting import RESET, confirmed, links, parent_of, statuses
from tests.mails import links_in, queued
from tests.mails import text_of as mail_text
from tests.people import browser, sign_in

LINK = "/manage/parents/password-link"
NOBODY = 2**31


@pytest.mark.requirement("B4", "X8")
def test_the_question_names_people_and_numbers_and_changes_nothing(alder, clerk):
    other = parent_of(alder.students["ben"])
    before = Account.objects.get(pk=other.pk).password
    asked = clerk.post(RESET, {"parents": links(alder.accounts["parent"]) + links(other)})
    words = text_of(asked)
    for fact in ("Are you sure you want to reset the selected accounts?", "Pat Lind", "Kim Okafor",
                 "Reset 2 parents", "signed out now", "cannot be taken back"):  # fmt: skip
        assert fact in words
    assert Account.objects.get(pk=other.pk).password == before
    assert statuses(other) == ["linked"]


@pytest.mark.requirement("B4")
def test_one_row_by_its_own_button_is_asked_about_alone(alder, clerk):
    other = parent_of(alder.students["ben"])
    ids = {"only": links(other), "parents": links(alder.accounts["parent"])}
    words = text_of(clerk.post(RESET, ids))
    assert "Kim Okafor" in words
    assert "Pat Lind" not in words


@pytest.mark.requirement("B4")
def test_reset_selected_ends_everything_that_opened_the_accounts(alder, clerk):
    account, other = alder.accounts["parent"], parent_of(alder.students["ben"])
    now = timezone.now()
    make.make_one_time_password(other)
    mailed_links.issue(account=account, purpose=MailedLink.Purpose.RESET, now=now)
    window = sign_in(alder, "plind")
    answer = confirmed(clerk, links(account) + links(other), here="q=li&show=")
    assert answer["Location"] == "/manage/parents?q=li&show="
    assert "2 logins were reset" in text_of(clerk.get(answer["Location"]))
    assert window.get("/")["Location"].startswith("/sign-in")
    assert browser(alder).post("/sign-in", {"login": "plind", "password": make.PASSWORD}).status_code == 200
    for who in (account, other):
        who.refresh_from_db()
        assert (who.password, who.must_choose, who.username != "") == ("!", True, True)
        assert statuses(who) == ["unproven"]
    assert not OneTimePassword.objects.exclude(sealed=None).filter(account=other).exists()
    assert not MailedLink.objects.filter(ended_at=None).exists()
    events = AuditEvent.objects.filter(verb="parents_reset").order_by("object_id")
    assert [(e.object_id, e.count, e.school_id) for e in events] == [
        (account.pk, 1, alder.north.pk), (other.pk, 1, alder.north.pk),
    ]  # fmt: skip


@pytest.mark.requirement("B4", "X8")
def test_all_children_is_ticked_by_default_and_meets_those_of_other_schools_without_naming_them(alder, clerk):
    zoe = make.make_student(alder.south_4a, "Zoe", "Faraway")
    account = parent_of(alder.students["ben"], alder.students["ada_4b"], zoe)
    asked = clerk.post(RESET, {"parents": links(account, alder.students["ben"])})
    assert re.search(rf'name="all" value="{account.pk}"[^>]* checked', asked.text)
    assert "Ada Lind , 1 child at another school" in text_of(asked)
    assert "Faraway" not in asked.text
    confirmed(clerk, links(account, alder.students["ben"]), offered=account.pk, all=account.pk)
    assert statuses(account) == ["unproven"] * 3


@pytest.mark.requirement("B4")
def test_one_of_two_children_without_the_tick_leaves_login_and_session(alder, clerk):
    account = parent_of(alder.students["ben"], alder.students["ada_4b"])
    window = sign_in(alder, "kokafor")
    confirmed(clerk, links(account, alder.students["ben"]), offered=account.pk)
    assert statuses(account) == ["unproven", "linked"]
    words = text_of(window.get("/"))
    assert "Ada Lind" in words
    assert "4b" in words
    assert "4a" not in words  # Ben's class
    sign_in(alder, "kokafor")
    # Both rows, still without the tick: no child is left, so the login goes too.
    confirmed(clerk, links(account), offered=account.pk)
    assert statuses(account) == ["unproven", "unproven"]
    assert window.get("/")["Location"].startswith("/sign-in")


@pytest.mark.requirement("B4", "A7")
@pytest.mark.parametrize("step", [{}, {"confirmed": "yes"}], ids=["asking", "doing"])
def test_one_stranger_among_the_ticked_and_nothing_happens_to_any(cast, alder, clerk, step):
    own = [parent_of(make.make_student(alder.class_4a), username=f"own{n}x") for n in range(5)]
    south = parent_of(alder.students["ada_south"], username="southx")
    taken_off = parent_of(alder.students["ben"], username="offx")
    make.take_off(AccountStudent.objects.filter(account=taken_off))
    with use_district(cast.birch.district.pk):
        birch = links(cast.birch.accounts["parent"])[0]
    staff = make.link_child(alder.accounts["teacher"], alder.students["ben"]).pk
    pupil = links(alder.accounts["ada"])[0]
    ids = [links(account)[0] for account in own]
    strangers = [links(south)[0], links(taken_off)[0], birch, staff, pupil, NOBODY]
    for stranger in strangers:
        assert clerk.post(RESET, {"parents": [*ids, stranger], **step}).status_code == 404
    assert {status for account in own for status in statuses(account)} == {"linked"}
    assert not Account.objects.filter(password="!").exists()
    denied = AuditEvent.objects.filter(verb="denied", object_kind="accounts:reset-parents").order_by("pk")
    assert list(denied.values_list("object_id", flat=True)) == strangers


@pytest.mark.requirement("B4")
def test_a_pupil_who_just_left_is_named_the_ticks_stay_and_nothing_is_changed(alder, clerk):
    stays, leaves = alder.accounts["parent"], parent_of(alder.students["ben"])
    ids = links(stays) + links(leaves)
    leaves_today(alder.students["ben"])
    for url, more in ((RESET, {}), (RESET, {"confirmed": "yes"}), (LINK, {})):
        answer = clerk.post(url, {"parents": ids, "here": "letter=l", **more})
        assert answer.status_code == 409
        assert "Ben Okafor has left the school today. Nothing was changed." in text_of(answer)
        assert re.findall(r'value="(\d+)"[^>]* checked', answer.text) == [str(links(stays)[0])]
        assert 'value="letter=l"' in answer.text
    asked = clerk.post(RESET, {"parents": ids}, headers={"hx-request": "true"})
    assert "Ben Okafor has left the school today" in text_of(asked)
    assert statuses(stays) + statuses(leaves) == ["linked", "linked"]
    stranger = links(parent_of(alder.students["ada_south"], username="southx"))
    assert clerk.post(RESET, {"parents": ids + stranger}).status_code == 404
    leaves_today(alder.students["ben"], days_ago=1)
    assert clerk.post(RESET, {"parents": ids}).status_code == 404


def leaves_today(student, days_ago: int = 0) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    StudentSchool.objects.filter(student=student).update(ended_on=day)
    Enrolment.objects.filter(student=student).update(ended_on=day)


@pytest.mark.parametrize("ids", [list(range(1, 502)), ["x"], ["-1"], ["²"], ["9" * 19], [""]], ids=str)
def test_what_no_page_of_ours_sends_is_a_bad_request(clerk, ids):
    assert clerk.post(RESET, {"parents": ids}).status_code == 400


@pytest.mark.requirement("B4")
def test_whose_mailbox_is_missing_is_left_out_and_named_with_the_way_to_mend_it(alder, clerk):
    ben = alder.students["ben"]
    silent, back, odd = (
        parent_of(ben),
        parent_of(ben, last="Back", username="bx"),
        parent_of(ben, last="Odd", username="ox"),
    )
    Contact.objects.filter(pk=silent.contact_id).update(email="")
    Contact.objects.filter(pk=back.contact_id).update(refused_address=back.contact.email)
    Contact.objects.filter(pk=odd.contact_id).update(email="ask the grandmother")
    ids = links(silent) + links(back) + links(odd) + links(alder.accounts["parent"])
    asked = clerk.post(RESET, {"parents": ids})
    for account, words in ((silent, "Add e-mail"), (back, "Correct e-mail"), (odd, "Correct e-mail")):
        assert f'href="/contacts/{account.contact_id}/address">{words}</a>' in asked.text
        assert f'value="{links(account)[0]}"' not in asked.text
    assert "Reset 1 parent" in text_of(asked)
    after = confirmed(clerk, ids)  # whatever was sent along
    told = "Left out, as no e-mail on record takes mails: Kim Okafor, Kim Back, Kim Odd"
    assert told in text_of(clerk.get(after["Location"]))
    assert [statuses(account) for account in (silent, back, odd)] == [["linked"]] * 3
    assert statuses(alder.accounts["parent"]) == ["unproven"]


@pytest.mark.requirement("B4")
def test_the_parent_is_told_by_mail_how_to_register_again_where_the_school_is_open(alder, clerk):
    both = parent_of(alder.students["ben"], alder.students["ada_4b"])
    confirmed(clerk, links(alder.accounts["parent"]))
    assert queued() == []  # in preparation: no mail leaves
    School.objects.filter(pk=alder.north.pk).update(status=School.Status.OPEN)
    confirmed(clerk, links(alder.accounts["parent"]))
    (mail,) = queued(to=alder.accounts["parent"].email)
    assert links_in(mail) == ["http://alder.localhost:8000/register"]
    assert "reset your login" in mail_text(mail)
    confirmed(clerk, links(both, alder.students["ben"]), offered=both.pk)
    (mail,) = queued(to=both.email)
    assert "Ben Okafor" in mail_text(mail)
    assert "Ada Lind" not in mail_text(mail)


@pytest.mark.requirement("B4")
def test_who_only_forgot_the_password_gets_a_link_and_keeps_everything(alder, clerk):
    pending = parent_of(alder.students["ben"])
    Account.objects.filter(pk=pending.pk).update(status="pending")
    ids = links(alder.accounts["parent"]) + links(pending)
    asked = clerk.post(RESET, {"parents": ids})
    assert asked.text.index("Forgot the password only?") < asked.text.index("Reset 2 parents")
    clerk.post(LINK, {"parents": ids})
    assert queued() == []  # in preparation
    School.objects.filter(pk=alder.north.pk).update(status=School.Status.OPEN)
    answer = clerk.post(LINK, {"parents": ids, "here": "q=li"})
    words = text_of(clerk.get(answer["Location"]))
    assert "A password link goes to 1 parent" in words
    assert "No link could be sent to: Kim Okafor" in words
    (mail,) = queued()
    (link,) = links_in(mail)
    assert (mail["To"], "/new-password/" in link) == (alder.accounts["parent"].email, True)
    assert "type this code" not in mail_text(mail)
    sign_in(alder, "plind")
    assert statuses(alder.accounts["parent"]) == ["linked"]
    stranger = links(parent_of(alder.students["ada_south"], username="southx"))
    assert clerk.post(LINK, {"parents": ids + stranger}).status_code == 404
    assert len(queued()) == 1


def test_the_way_back_is_the_list_whatever_was_sent_along(alder, clerk):
    answer = confirmed(clerk, links(alder.accounts["parent"]), here="//evil.example/?x=1")
    assert answer["Location"].startswith("/manage/parents?")


@pytest.mark.requirement("B4")
def test_the_same_statements_for_one_and_for_thirty(alder):
    School.objects.filter(pk=alder.north.pk).update(status=School.Status.OPEN)
    counts = []
    for size in (1, 30):
        accounts = [
            parent_of(make.make_student(alder.class_4a), username=f"u{size}n{n}x") for n in range(size)
        ]
        chosen = list(AccountStudent.objects.filter(account__in=accounts))
        with CaptureQueriesContext(connection) as sent:
            done = reset_parents(links=chosen, actor=SYSTEM, now=timezone.now())
        assert len(done.parents) == size
        counts.append(len(sent))
        assert len(queued()) == sum((1, 30)[: len(counts)])
    assert counts[0] == counts[1]


def test_no_reset_without_its_audit_row(audit_refused):
    alder = audit_refused.alder
    with use_district(alder.district.pk):
        chosen = list(AccountStudent.objects.filter(account=alder.accounts["parent"]))
        with pytest.raises(Exception, match="no audit row today"):
            reset_parents(links=chosen, actor=SYSTEM, now=timezone.now())
        assert statuses(alder.accounts["parent"]) == ["linked"]
        assert Account.objects.get(pk=alder.accounts["parent"].pk).has_usable_password()


@pytest.mark.requirement("B4")
def test_who_put_their_own_address_on_the_account_is_shut_out_by_the_reset(alder, clerk):
    account, ada = alder.accounts["parent"], alder.students["ada"]
    School.objects.filter(pk=alder.north.pk).update(status=School.Status.OPEN)
    Account.objects.filter(pk=account.pk).update(email="thief@evil.example")
    confirmed(clerk, links(account))
    assert queued(to="thief@evil.example") == []
    assert len(queued("login_was_reset", to=account.contact.address)) == 1
    for name in ("thief@evil.example", "plind"):
        browser(alder).post("/forgot", {"login": name})
    answer_due(now=timezone.now())
    assert "/new-password/" not in "".join(mail_text(mail) for mail in queued(to="thief@evil.example"))
    registers(ada, account.contact)
    account.refresh_from_db()
    assert (account.username, account.email) == ("plind", account.contact.address)
    assert len(queued("mailed_password", to=account.contact.address)) == 1
    assert not MailedLink.objects.filter(account=account, ended_at=None).exists()


@pytest.mark.requirement("B4")
def test_a_reset_account_is_not_helped_at_an_address_off_the_record(alder, clerk):
    account = alder.accounts["parent"]
    School.objects.filter(pk=alder.north.pk).update(status=School.Status.OPEN)
    confirmed(clerk, links(account))
    Account.objects.filter(pk=account.pk).update(email="thief@evil.example")  # reset before this was so
    for name in ("thief@evil.example", "plind"):
        browser(alder).post("/forgot", {"login": name})
    answer_due(now=timezone.now())
    assert queued(to="thief@evil.example") == []
