"""The page of one account: every field of the record, kept true by the flows (C16); one assertion a field."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.utils import timezone

from accounts import last_requests
from accounts.forms.account import AccountForm
from accounts.models import Account, AccountStudent, MailedLink
from accounts.usecases.create_logins import create_student_logins
from schools.audit import SYSTEM
from schools.models import AuditEvent
from schools.tenancy import use_district
from tests import factories as make
from tests.accounts.pages import text_of
from tests.people import browser, sign_in


def page_of(client, account: Account) -> str:
    return text_of(client.get(f"/manage/accounts/{account.pk}"))


def fact(client, account: Account, name: str) -> str:
    """What the page says beside this word."""
    page = client.get(f"/manage/accounts/{account.pk}").content.decode()
    value = re.search(rf"<dt>{name}</dt><dd[^>]*>(.*?)</dd>", page, re.DOTALL)[1]
    return unescape(" ".join(re.sub(r"<button.*?</button>|<[^>]+>", " ", value, flags=re.DOTALL).split()))


@pytest.mark.requirement("C16")
def test_who_it_is(head, alder):
    parent = alder.accounts["parent"]
    MailedLink.objects.filter(account=parent).delete()
    expected = {
        "Account ID": str(parent.pk),
        "E-mail": parent.email,
        "Username": "plind",
        "Type": "Parent",
        "Status": "Confirmed",
        "Primary student": "Ada Lind",
        "Password": "Own password (Argon2id)",
        "Change code": "–",
        "Created": "just now",
        "Expires": "never",
        "Test account": "no",
    }
    assert {name: fact(head, parent, name) for name in expected} == expected
    assert parent.password not in head.get(f"/manage/accounts/{parent.pk}").content.decode()


@pytest.mark.requirement("C16")
def test_the_links_say_student_status_and_code(head, alder):
    parent = alder.accounts["parent"]
    AccountStudent.objects.filter(account=parent).update(status="unproven", code="K7M42P")
    words = page_of(head, parent)
    for said in (
        "Lind, Ada",
        alder.students["ada"].number,
        "Parent or guardian",
        "To be proven again",
        "K7M-42P",
    ):
        assert said in words


@pytest.mark.requirement("C16")
def test_a_live_password_link_is_said_to_exist(head, alder):
    parent, now = alder.accounts["parent"], timezone.now()
    link = MailedLink.objects.create(
        account=parent, purpose="reset", token_digest="t" * 64, code_digest="c" * 64, epoch=0,
        created_at=now, expires_at=now + timedelta(hours=2),
    )  # fmt: skip
    assert fact(head, parent, "Change code").startswith("mailed, good until in")
    assert "cccc" not in head.get(f"/manage/accounts/{parent.pk}").content.decode()
    MailedLink.objects.filter(pk=link.pk).update(ended_at=now)
    assert fact(head, parent, "Change code") == "–"


@pytest.mark.requirement("C16")
def test_signing_in_moves_current_to_last_and_counts(head, alder):
    parent, now = alder.accounts["parent"], timezone.now()
    for hours, ip in ((-2, "192.0.2.1"), (-1, "192.0.2.2")):
        with time_machine.travel(now + timedelta(hours=hours), tick=False):
            sign_in(alder, "plind", REMOTE_ADDR=ip)
    assert fact(head, parent, "Sign-ins") == "2"
    assert fact(head, parent, "Current IP address") == "192.0.2.2"
    assert fact(head, parent, "Last IP address") == "192.0.2.1"
    assert fact(head, parent, "Current sign-in") == "1 hour ago"
    assert fact(head, parent, "Last sign-in") == "2 hours ago"


@pytest.mark.requirement("C16")
def test_password_last_changed_is_empty_until_the_owner_chooses(head, alder):
    (login,) = create_student_logins(students=[alder.students["ben"]], actor=SYSTEM, now=timezone.now())
    account = Account.objects.get(pk=login.account_id)
    assert fact(head, account, "Password last changed") == "–"
    assert fact(head, account, "Password") == "No own password yet"
    pupil = sign_in(alder, login.username, login.password)
    pupil.post("/choose-password", {"password": "seven quiet otters"})
    assert fact(head, account, "Password last changed") == "just now"
    assert fact(head, account, "Password") == "Own password (Argon2id)"


@pytest.mark.requirement("C16")
def test_the_last_page_request_is_written_down_each_minute(cast, head, alder):
    parent = sign_in(alder, "plind")
    last_requests.keep()
    Account.objects.update(last_request_at=None)
    parent.get("/")
    assert fact(head, alder.accounts["parent"], "Last page request") == "–"
    with use_district(cast.birch.district.pk):
        last_requests.keep()
    assert fact(head, alder.accounts["parent"], "Last page request") == "–"
    last_requests.keep()
    assert fact(head, alder.accounts["parent"], "Last page request") == "just now"
    assert Account.objects.exclude(last_request_at=None).count() == 1  # of staff nothing is kept


def test_a_page_is_served_while_the_cache_is_away(alder, monkeypatch, settings):
    parent = sign_in(alder, "plind")
    settings.REDIS_URL = "redis://127.0.0.1:1"
    monkeypatch.setattr(last_requests, "_away_until", [0.0])
    last_requests._cache.cache_clear()
    try:
        assert parent.get("/").status_code == parent.get("/").status_code == 200
    finally:
        last_requests._cache.cache_clear()


@pytest.mark.requirement("C16")
def test_the_first_action_is_the_first_thing_sent_after_signing_in(head, alder):
    account = alder.accounts["parent"]
    parent = sign_in(alder, "plind")
    parent.get("/")
    parent.post("/language", {"language": "en"})
    parent.post("/manage/student-logins/create")  # refused
    assert fact(head, account, "First action") == "–"
    facts = {"step": 3, "pupil": "100001", "given_name": "Pat", "family_name": "Lind"}
    assert parent.post("/register/facts", facts).status_code == 302
    assert fact(head, account, "First action") == "Register with a child's number"
    Account.objects.filter(pk=account.pk).update(first_action="accounts:change-password")
    assert fact(head, account, "First action") == "Change one's own password"


@pytest.mark.requirement("C16")
def test_an_account_ends_after_its_last_day(head, alder):
    account, parent = alder.accounts["parent"], sign_in(alder, "plind")
    today = timezone.localdate()
    change(head, account, expires_on=today)
    assert parent.get("/").status_code == 200  # the last day itself
    change(head, account, expires_on=today - timedelta(days=1))
    assert parent.get("/").status_code == 302
    again = browser(alder).post("/sign-in", {"login": "plind", "password": make.PASSWORD})
    assert "This account has expired." in text_of(again)
    assert fact(head, account, "Expires") != "never"
    change(head, account, expires_on="")
    sign_in(alder, "plind")
    assert AuditEvent.objects.filter(verb="account_changed", object_id=account.pk).count() == 3


@pytest.mark.requirement("C16")
def test_the_last_day_ends_where_the_district_is():
    with timezone.override("America/Los_Angeles"):
        form = AccountForm.of(Account(district_id=0), {"expires_on": date(2026, 12, 1)})
        assert form.is_valid()
        assert form.expires_at() == datetime(2026, 12, 2, 8, tzinfo=UTC)
        again = AccountForm.of(Account(district_id=0, expires_at=form.expires_at()))
        assert again.initial["expires_on"] == date(2026, 12, 1)


@pytest.mark.requirement("C16")
def test_a_test_account_is_marked_and_hidden(head, alder):
    account = alder.accounts["parent"]
    change(head, account, is_test="on")
    assert fact(head, account, "Test account") == "yes"
    assert f"/manage/accounts/{account.pk}" not in head.get("/manage/accounts").content.decode()
    change(head, account, is_test="on")
    assert AuditEvent.objects.filter(verb="account_changed").count() == 1  # nothing differed


@pytest.mark.parametrize("typed", ["yesterday", "0000-00-00", "2026-13-01", "\x00", "9" * 60])
def test_a_day_that_is_none_is_said_and_nothing_changes(head, alder, typed):
    account = alder.accounts["parent"]
    answer = head.post(f"/manage/accounts/{account.pk}/change", {"expires_on": typed, "is_test": "on"})
    assert answer.status_code in (200, 400)
    assert not Account.objects.get(pk=account.pk).is_test


def test_from_a_deleted_account_no_child_is_taken_but_the_account_restored(head, alder):
    parent = alder.accounts["parent"]
    assert "Take off" in text_of(head.get(f"/manage/accounts/{parent.pk}"))
    Account.objects.filter(pk=parent.pk).update(deleted_at=timezone.now())
    words = text_of(head.get(f"/manage/accounts/{parent.pk}"))
    assert "Restore this account" in words
    assert "Take off" not in words


def test_staff_deleted_and_other_districts_accounts_have_no_page(cast, head, alder):
    Account.objects.filter(pk=alder.accounts["ada"].pk).update(deleted_at=timezone.now() - timedelta(days=2))
    for account in (alder.accounts["teacher"], alder.accounts["ada"], cast.birch.accounts["parent"]):
        assert head.get(f"/manage/accounts/{account.pk}").status_code == 404


def change(client, account: Account, **typed) -> None:
    response = client.post(f"/manage/accounts/{account.pk}/change", typed)
    assert response.status_code == 302, text_of(response)
