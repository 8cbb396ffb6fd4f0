"""What staff see of a family's mails: what became of them, in the same number of statements for one and for many."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.mail import messages, states
from accounts.models import Account, OutboxMail
from schools.tenancy import use_district
from tests import factories as make
from tests.people import sign_in

NOW = timezone.now()


def parents(place, count: int) -> list[Account]:
    made = []
    for number in range(count):
        contact = make.make_contact(place.students["ada"])
        made.append(make.make_parent_account(contact, place.students["ada"], f"parent{number}"))
    return made


def mail(account: Account, **became) -> None:
    row = messages.login_was_reset(account=account, register_url="http://x.example/", now=NOW)
    OutboxMail.objects.filter(pk=row.pk).update(**became)


@pytest.mark.parametrize(
    ("became", "kind", "word"),
    [
        ({}, "wait", "Mail is waiting"),
        ({"attempts": 2, "answer": "451"}, "warn", "Mail is waiting"),
        ({"status": "sent", "sealed": None, "ended_at": NOW}, "ok", "Mail sent"),
        ({"status": "refused", "sealed": None, "ended_at": NOW, "answer": "550"}, "bad", "Mail came back"),
        (
            {"status": "dead", "sealed": None, "ended_at": NOW, "answer": "away"},
            "bad",
            "Mail could not be sent",
        ),
    ],
)
def test_each_end_has_its_chip(alder, became, kind, word):
    (account,) = parents(alder, 1)
    mail(account, **became)
    latest = states.latest_by_contact([account.contact_id])[account.contact_id]
    for chip in (latest, states.mails_of(account)[0][2]):
        assert (chip.kind, chip.word) == (kind, word)
        assert chip.title.startswith("Reset, register again")
        assert became.get("answer", "") in chip.title


def test_the_newest_mail_counts(alder):
    (account,) = parents(alder, 1)
    mail(account, status="sent", sealed=None, ended_at=NOW, created_at=NOW - timedelta(days=1))
    mail(account)
    assert states.latest_by_contact([account.contact_id])[account.contact_id].kind == "wait"
    assert [chip.kind for *_, chip in states.mails_of(account)] == ["wait", "ok"]


@pytest.mark.parametrize("count", [1, 12])
def test_one_statement_for_any_number(alder, django_assert_num_queries, count):
    made = parents(alder, count)
    for account in made:
        mail(account)
        mail(account)
    with django_assert_num_queries(1):
        assert len(states.latest_by_contact([account.contact_id for account in made])) == count


def test_every_kind_of_mail_has_a_word():
    assert set(states._KINDS) == {
        name for name in vars(messages) if f"\n    {name} " in (messages.__doc__ or "") + " "
    }


def test_the_neighbour_district_sees_none_of_it(alder, cast):
    (account,) = parents(alder, 1)
    mail(account)
    with use_district(cast.birch.district.pk):
        assert states.latest_by_contact([account.contact_id]) == {}


def test_the_accounts_page_shows_its_mails(cast):
    head = sign_in(cast.alder, cast.alder.accounts["district_admin"].username)
    with use_district(cast.alder.district.pk):
        parent = Account.objects.select_related("contact").get(pk=cast.alder.accounts["parent"].pk)
        mail(parent, status="refused", sealed=None, ended_at=NOW, answer="550")
    page = head.get(reverse("accounts:portal-account", args=[parent.pk])).content.decode()
    assert "Reset, register again" in page
    assert "Mail came back" in page
