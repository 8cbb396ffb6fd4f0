"""Nobody can fill a family's mailbox, and nobody can keep the family's own mail out of it (SECURITY 37)."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.mail import messages
from accounts.mail.addresses import normalised
from accounts.mail.limits import next_slot
from accounts.mail.messages import AccountLink
from accounts.models import Account, OutboxMail
from schools.tenancy import use_district
from tests.mails import queued, text_of
from tests.parallel import at_once

NOW = timezone.now()
MINUTES = timedelta(minutes=1)
ADDRESS = "pat@home.example"
VARIANTS = ["Pat@home.example", "pat+school@home.example", " pat@HOME.example", "PAT+1@home.example "]


@pytest.fixture
def parent(cast):
    with use_district(cast.alder.district.pk):
        yield Account.objects.get(pk=cast.alder.accounts["parent"].pk)


def ask(
    parent: Account, now: datetime, *, address: str = ADDRESS, name: str = "password_link", url: str = ""
):
    """What an answer to a public request does."""
    with transaction.atomic():
        slot = next_slot(address, now=now, kind=name, account=parent)
        getattr(messages, name)(
            address=address, links=[AccountLink(parent, url or "http://x.example/")],
            expires_at=slot + timedelta(hours=2), now=now, due_at=slot,
        )  # fmt: skip
    return slot


def dues() -> list[timedelta]:
    return [due - NOW for due in OutboxMail.objects.order_by("due_at").values_list("due_at", flat=True)]


def sent(now: datetime) -> None:
    """A worker has sent what is due."""
    due = OutboxMail.objects.filter(due_at__lte=now, status="queued")
    due.update(status="sent", sealed=None, ended_at=now)


def test_fifty_requests_are_one_mail_now_and_one_in_three_minutes(parent):
    for number in range(50):
        ask(parent, NOW + timedelta(seconds=number), url=f"http://x.example/{number}")
        sent(NOW + timedelta(seconds=number))
    assert dues() == [0 * MINUTES, 3 * MINUTES]
    assert "http://x.example/49" in text_of(*queued())


def test_asking_on_and_on_does_not_keep_the_mail_away(parent):
    """Each takes the place of the one that waits, not one behind it."""
    for minute in range(3):
        ask(parent, NOW + minute * MINUTES)
        sent(NOW + minute * MINUTES)
    assert max(dues()) == 3 * MINUTES


def test_five_a_day(parent):
    for minute in (*range(0, 30, 5), *range(30, 24 * 60, 120)):
        ask(parent, NOW + minute * MINUTES)
        sent(NOW + minute * MINUTES)
    assert dues() == [*(number * 5 * MINUTES for number in range(5)), 24 * 60 * MINUTES]


def test_three_kinds_share_the_budget(parent):
    slots = [ask(parent, NOW) - NOW, ask(parent, NOW, name="you_have_an_account") - NOW]
    with transaction.atomic():
        slots.append(next_slot(ADDRESS, now=NOW, kind="verify_address", account=parent) - NOW)
    assert slots == [0 * MINUTES, 3 * MINUTES, 6 * MINUTES]


@pytest.mark.parametrize("variant", VARIANTS)
def test_another_spelling_is_the_same_mailbox(parent, variant):
    ask(parent, NOW)
    sent(NOW)
    assert ask(parent, NOW, address=variant.strip()) == NOW + 3 * MINUTES
    assert normalised(variant) == ADDRESS


def test_two_parents_of_one_mailbox_do_not_replace_each_others_mail(parent, cast):
    other = Account.objects.get(pk=cast.alder.accounts["head"].pk)
    ask(parent, NOW)
    ask(other, NOW)
    assert dues() == [0 * MINUTES, 3 * MINUTES]


def test_the_neighbour_district_has_its_own_count(parent, cast):
    ask(parent, NOW)
    with use_district(cast.birch.district.pk), transaction.atomic():
        assert next_slot(ADDRESS, now=NOW) == NOW


def test_a_stranger_is_told_once_a_day(parent):
    assert messages.no_such_account(address=ADDRESS, now=NOW)
    assert not messages.no_such_account(address=ADDRESS, now=NOW + 23 * 60 * MINUTES)
    assert messages.no_such_account(address=ADDRESS, now=NOW + 24 * 60 * MINUTES)


def test_twenty_at_once_are_one_mail(committed_cast):
    place = committed_cast.alder
    account = place.accounts["parent"]

    def work(number: int) -> datetime:
        with use_district(place.district.pk):
            return ask(account, NOW, address=(VARIANTS * 5)[number].strip())

    assert set(at_once(20, work)) == {NOW}
    with use_district(place.district.pk):
        assert dues() == [0 * MINUTES]


def test_accounts_that_ask_at_once_stand_in_line(committed_cast):
    place = committed_cast.alder
    with use_district(place.district.pk):
        accounts = list(Account.objects.all()[:8])

    def work(number: int) -> datetime:
        with use_district(place.district.pk):
            return ask(accounts[number], NOW)

    slots = sorted(at_once(8, work))
    assert [slot - NOW for slot in slots[:5]] == [number * 3 * MINUTES for number in range(5)]
    assert [slot - NOW for slot in slots[5:]] == [24 * 60 * MINUTES + n * 3 * MINUTES for n in range(3)]
