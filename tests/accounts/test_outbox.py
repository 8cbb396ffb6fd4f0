"""Mails are rows of the act that wanted them; sending them wipes them (SECURITY 33, 36)."""

from datetime import timedelta

import pytest
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from accounts.mail import delivery, messages
from accounts.mail.delivery import deliver_due
from accounts.models import Account, OutboxMail
from roster.models import Contact
from schools.tenancy import use_district
from tests.mails import links_in, password_in, queued, text_of
from tests.parallel import at_once
from tests.sink import catching

NOW = timezone.now()


@pytest.fixture
def sink():
    with catching() as sink:
        yield sink


def parent_of(place) -> tuple[Account, Contact]:
    account = Account.objects.select_related("contact").get(pk=place.accounts["parent"].pk)
    Contact.objects.filter(pk=account.contact_id).update(email="pat@home.example")
    account.contact.refresh_from_db()
    return account, account.contact


def post_password(place, **more) -> OutboxMail | None:
    account, contact = parent_of(place)
    return messages.mailed_password(
        account=account, contact=contact, password="abcdefghj", number="K7M-42P", now=NOW,
        expires_at=NOW + timedelta(hours=72), **more,
    )  # fmt: skip


def post_note(place) -> OutboxMail | None:
    """One that no other takes the place of."""
    return messages.password_changed(account=parent_of(place)[0], now=NOW)


def test_a_mail_is_sent_once_and_wiped(alder, sink):
    row = post_password(alder)
    assert b"abc-def-ghj" not in bytes(row.sealed)
    deliver_due()
    deliver_due()
    (mail,) = sink.mails
    assert (mail["To"], mail["Message-ID"]) == ("pat@home.example", row.message_id)
    assert password_in(mail) == "abc-def-ghj"
    assert "K7M-42P" in text_of(mail)
    assert links_in(mail) == ["http://alder.localhost:8000/sign-in"]
    row.refresh_from_db()
    assert (row.status, row.sealed, row.answer) == ("sent", None, "250")


def test_no_secret_stands_in_a_header(alder):
    post_password(alder)
    (mail,) = queued("mailed_password")
    assert "abc" not in "".join(f"{name}{value}" for name, value in mail.items())


def test_no_mail_without_its_act(committed_cast, sink):
    place = committed_cast.alder
    with use_district(place.district.pk):
        with transaction.atomic():
            post_password(place)
            transaction.set_rollback(True)
        assert not OutboxMail.objects.exists()


def test_mails_of_django_and_its_libraries_are_queued_too(alder, settings, sink):
    settings.EMAIL_BACKEND = "accounts.mail.backend.OutboxBackend"
    send_mail("Hello", "Words", "portal@localhost", ["pat@home.example"])
    assert sink.mails == []
    deliver_due()
    assert [mail["Subject"] for mail in sink.mails] == ["Hello"]


def test_a_test_account_gets_no_mail(alder):
    Account.objects.filter(pk=alder.accounts["parent"].pk).update(is_test=True)
    assert post_password(alder) is None
    assert not OutboxMail.objects.exists()


def test_a_mail_waits_until_it_is_due(alder, sink):
    post_password(alder, due_at=timezone.now() + timedelta(minutes=3))
    deliver_due()
    assert sink.mails == []


def test_a_server_that_says_later_gets_the_mail_later(alder, sink):
    row = post_password(alder)
    sink.answers = ["451 later"]
    deliver_due()
    row.refresh_from_db()
    assert (row.status, row.attempts, row.answer) == ("queued", 1, "451")
    deliver_due()
    assert sink.tried == 1
    OutboxMail.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    deliver_due()
    assert [mail["Message-ID"] for mail in sink.mails] == [row.message_id]


def test_a_server_that_says_never_is_not_asked_again_and_the_address_is_marked(alder, sink):
    row = post_password(alder)
    sink.recipients["pat@home.example"] = "550 5.1.1 nobody here"
    deliver_due()
    row.refresh_from_db()
    assert (row.status, row.sealed, row.answer) == ("refused", None, "550")
    assert parent_of(alder)[1].mail_comes_back


def test_a_mail_that_is_taken_for_spam_is_not_the_addresss_fault(alder, sink):
    post_password(alder)
    sink.answers = ["550 5.7.1 looks like spam"]
    deliver_due()
    assert OutboxMail.objects.get().status == "refused"
    assert not parent_of(alder)[1].mail_comes_back


def test_no_mail_is_lost_while_the_server_is_away(alder, settings):
    settings.EMAIL_PORT = 1
    row = post_password(alder)
    deliver_due()
    row.refresh_from_db()
    assert (row.status, row.attempts, row.answer) == ("queued", 1, "away")
    assert row.lease_until > timezone.now() + timedelta(seconds=5)


def test_a_mail_that_nobody_took_for_a_day_is_given_up(alder, settings):
    settings.EMAIL_PORT = 1
    post_password(alder)
    OutboxMail.objects.update(due_at=NOW - timedelta(hours=25))
    deliver_due()
    row = OutboxMail.objects.get()
    assert (row.status, row.sealed) == ("dead", None)


def test_one_mail_that_cannot_be_opened_does_not_hold_the_others(alder, sink):
    first, second = post_note(alder), post_note(alder)
    OutboxMail.objects.filter(pk=first.pk).update(sealed=bytes(second.sealed))
    deliver_due()
    assert [mail["Message-ID"] for mail in sink.mails] == [second.message_id]
    first.refresh_from_db()
    assert (first.status, first.answer) == ("dead", "sealed")


def test_what_time_is_not_enough_for_is_handed_back(alder, sink, monkeypatch):
    post_note(alder)
    post_note(alder)
    sink.seconds = 0.3
    monkeypatch.setattr(delivery, "RUN", 0.2)
    assert deliver_due()
    assert OutboxMail.objects.filter(status="queued", lease_until=None).count() == 1


def test_a_mail_in_a_workers_hands_is_nobody_elses(alder, sink):
    post_note(alder)
    now = timezone.now()
    assert len(delivery.claim(now=now, lease=now + delivery.LEASE)) == 1
    deliver_due()
    assert sink.mails == []
    OutboxMail.objects.update(lease_until=now - timedelta(seconds=1))
    deliver_due()
    assert len(sink.mails) == 1


def test_four_workers_send_thirty_mails_once_each(committed_cast, sink, monkeypatch):
    place, sink.seconds = committed_cast.alder, 0.01
    monkeypatch.setattr(delivery, "BATCH", 5)
    with use_district(place.district.pk):
        for _ in range(30):
            post_note(place)

    def work(_: int) -> bool:
        with use_district(place.district.pk):
            return deliver_due()

    assert at_once(4, work) == [False] * 4
    assert len(sink.taken) == len({mail["Message-ID"] for mail in sink.mails}) == 30
    with use_district(place.district.pk):
        assert set(OutboxMail.objects.values_list("status", flat=True)) == {"sent"}


def test_a_pause_takes_no_mail_out_of_a_workers_hands(alder):
    row, now = post_note(alder), timezone.now()
    delivery.claim(now=now, lease=now + delivery.LEASE)
    delivery.postpone([row.pk], answer="away", now=now)
    row.refresh_from_db()
    assert (row.attempts, row.lease_until) == (0, now + delivery.LEASE)
