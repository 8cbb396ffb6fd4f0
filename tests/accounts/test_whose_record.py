"""Whose contact record an account has that was made with an e-mail address (C18): one each, and only when sure."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Account
from accounts.usecases.correct_address import Reason, correct_address
from accounts.usecases.delete_account import delete_account, restore_account
from roster.models import Contact
from schools.audit import Actor
from schools.tenancy import use_district
from tests.accounts.links import newest, open_schools, path_in, registers
from tests.accounts.registering import registers as registers_by_facts
from tests.factories import make_contact, make_parent_account
from tests.people import browser, sign_in

EMAIL = "kim@home.example"
NEW = "seven quiet otters"


@pytest.fixture
def alder(cast):
    open_schools(cast.alder)
    return cast.alder


@pytest.fixture
def kim(alder) -> Contact:
    """On Ben's contact record."""
    with use_district(alder.district.pk):
        return make_contact(alder.students["ben"], "Kim", "Okafor", email=EMAIL)


def comes_in(alder) -> Account:
    """By the mail, and with a password of their own."""
    client = browser(alder)
    client.post(path_in(newest(alder, "verify_address", EMAIL)))
    client.post("/choose-password", {"password": NEW})
    with use_district(alder.district.pk):
        return Account.objects.get(email=EMAIL, status="confirmed")


@pytest.mark.requirement("C10", "C18")
def test_a_record_that_has_an_account_stays_that_ones(alder, kim):
    """So each can be deleted and taken back: only who registered anew for it ends that."""
    with use_district(alder.district.pk):
        first = make_parent_account(kim, alder.students["ben"], "kokafor")
        Account.objects.filter(pk=first.pk).update(email="kim@own.example")
    registers(browser(alder), alder, EMAIL)
    second, now = comes_in(alder), timezone.now()
    with use_district(alder.district.pk):
        assert (second.contact, second.students.get().contact) == (None, kim)
        for account in (first, second):
            head = Actor(alder.accounts["head"].pk)
            delete_account(account=account, actor=head, now=now)
            account.refresh_from_db()
            restore_account(account=account, actor=head, now=now)


@pytest.mark.requirement("B2", "C18")
def test_who_asked_by_facts_as_well_is_found_by_the_account_they_came_in_by(alder, kim):
    registers(browser(alder), alder, EMAIL)
    with use_district(alder.district.pk):
        registers_by_facts(alder.students["ben"], kim)
    account = comes_in(alder)
    with use_district(alder.district.pk):
        link = account.students.get()
    assert f'name="parents" value="{link.pk}"' in sign_in(alder, "clerk").get("/manage/parents?q=okafor").text


def test_an_address_that_an_import_has_just_brought_makes_nobody_the_contact(alder, kim):
    """Otherwise the office's correction would move a stranger's account on to the right address."""
    with use_district(alder.district.pk):
        Contact.objects.filter(pk=kim.pk).update(email_changed_at=timezone.now() - timedelta(days=6))
    registers(browser(alder), alder, EMAIL)
    comes_in(alder)
    with use_district(alder.district.pk):
        kim.refresh_from_db()
        correct_address(
            contact=kim, address="right@home.example", reason=Reason.CALLED_BACK,
            actor=Actor(alder.accounts["clerk"].pk), now=timezone.now(),
        )  # fmt: skip
    wrong = browser(alder).post("/sign-in", {"login": "right@home.example", "password": NEW})
    assert wrong.status_code == 200
