"""A secret in a mail is good for one thing, once (SECURITY 24): whatever is tried with it."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from django.db import transaction

from accounts import mailed_links, one_time_page
from accounts.ending import end_access
from accounts.mailed_links import NotLive, Purpose
from accounts.models import Account, MailedLink, PublicRequest
from schools.tenancy import use_district
from tests.parallel import at_once

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def parent(cast):
    with use_district(cast.alder.district.pk):
        yield cast.alder.accounts["parent"]


def issue(account, purpose=Purpose.RESET, *, now=NOON, **facts) -> mailed_links.Secret:
    with transaction.atomic():
        return mailed_links.issue(account=account, purpose=purpose, now=now, **facts)


def is_live(token: str, purpose=Purpose.RESET, *, now=NOON) -> bool:
    try:
        mailed_links.find(token, purpose, now=now)
    except NotLive:
        return False
    return True


def use(token: str, purpose=Purpose.RESET, *, now=NOON) -> Account:
    with transaction.atomic():
        return mailed_links.consume(mailed_links.find(token, purpose, now=now), now=now)


def asked(number: str = "K7M42P") -> PublicRequest:
    return PublicRequest.objects.create(
        number=number, kind="forgot", browser_digest="b", subject_digest="s", created_at=NOON, due_at=NOON
    )


def test_it_opens_its_account_once(parent):
    secret = issue(parent)
    assert use(secret.token) == parent
    assert not is_live(secret.token)
    with pytest.raises(NotLive):
        use(secret.token)


def test_looking_at_it_changes_nothing(parent):
    secret = issue(parent)
    before = MailedLink.objects.values().get()
    assert all(is_live(secret.token) for _ in range(3))
    assert MailedLink.objects.values().get() == before


@pytest.mark.parametrize(("meant", "tried"), list(permutations(Purpose, 2)))
def test_it_is_good_for_its_purpose_only(parent, meant, tried):
    secret = issue(parent, meant)
    assert is_live(secret.token, meant)
    assert not is_live(secret.token, tried)


def test_neither_token_nor_code_is_kept(parent):
    secret = issue(parent, request=asked())
    row = MailedLink.objects.values().get()
    for kept in map(str, row.values()):
        assert secret.token not in kept
        assert secret.code not in kept
    assert len(secret.token) >= 43  # 256 bits


def test_a_newer_one_ends_the_older(parent):
    older, newer = issue(parent), issue(parent)
    assert not is_live(older.token)
    assert is_live(newer.token)


def test_an_older_one_lives_until_the_mail_with_the_newer_one_leaves(parent):
    """Or a stranger who only knows the address could kill each link before its owner opens it."""
    slot = NOON + timedelta(minutes=3)
    older, newer = issue(parent), issue(parent, starts=slot)
    assert is_live(older.token, now=slot - timedelta(seconds=1))
    assert not is_live(older.token, now=slot)
    assert is_live(newer.token, now=slot)


def test_another_purpose_or_account_ends_nothing(parent, cast):
    first = issue(parent)
    issue(parent, Purpose.VERIFY)
    issue(cast.alder.accounts["teacher"])
    assert is_live(first.token)


@pytest.mark.parametrize(
    ("purpose", "life"),
    [
        (Purpose.RESET, timedelta(hours=2)),
        (Purpose.VERIFY, timedelta(days=7)),
        (Purpose.CHANGE_EMAIL, timedelta(days=7)),
        (Purpose.UNDO_EMAIL, timedelta(days=7)),
    ],
)
@pytest.mark.parametrize("delay", [timedelta(0), timedelta(minutes=40)])
def test_it_lives_as_long_as_the_product_says_from_when_it_is_sent(parent, purpose, life, delay):
    secret = issue(parent, purpose, starts=NOON + delay)
    end = NOON + delay + life
    assert is_live(secret.token, purpose, now=end - timedelta(seconds=1))
    assert not is_live(secret.token, purpose, now=end)


def test_what_ends_the_sessions_ends_it(parent):
    first = issue(parent)
    Account.objects.filter(pk=parent.pk).update(session_epoch=7)
    assert not is_live(first.token)
    second = issue(parent)
    end_access([parent.pk], now=NOON)
    assert not is_live(second.token)


def test_a_saved_password_ends_it(parent):
    secret = issue(parent)
    page = one_time_page.open_page(account=parent, browser="b", now=NOON)
    one_time_page.save(account=parent, page=str(page), password="quokka-tide-lantern", now=NOON)
    assert not is_live(secret.token)


def test_the_way_back_from_a_changed_address_outlives_what_the_changer_does_next(parent):
    secret = issue(parent, Purpose.UNDO_EMAIL, address="a@home.example")
    Account.objects.filter(pk=parent.pk).update(session_epoch=7)
    later = issue(parent, Purpose.UNDO_EMAIL, address="b@home.example")
    assert is_live(secret.token, Purpose.UNDO_EMAIL)
    assert is_live(later.token, Purpose.UNDO_EMAIL)


def test_a_deleted_accounts_links_are_dead(parent):
    secret = issue(parent)
    Account.objects.filter(pk=parent.pk).update(deleted_at=NOON)
    assert not is_live(secret.token)


def test_in_another_district_it_is_nothing(parent, cast):
    secret = issue(parent)
    with use_district(cast.birch.district.pk):
        assert not is_live(secret.token)


@pytest.mark.parametrize("way", [str, str.upper, lambda code: f" {code[:4]}-{code[4:]} "])
def test_the_code_opens_for_the_request_it_answers_however_it_is_typed(parent, way):
    request, other = asked(), asked("T3R9XC")
    secret = issue(parent, request=request)
    with pytest.raises(NotLive):
        mailed_links.find_by_code(secret.code, request=other, now=NOON)
    assert mailed_links.find_by_code(way(secret.code), request=request, now=NOON).account == parent


def test_each_account_of_a_shared_mailbox_has_a_code_of_its_own(parent, cast):
    request, other = asked(), cast.alder.accounts["teacher"]
    secrets = {account: issue(account, request=request) for account in (parent, other)}
    for account, secret in secrets.items():
        assert mailed_links.find_by_code(secret.code, request=request, now=NOON).account == account


def test_after_five_tries_the_code_is_dead_and_the_link_is_not(parent):
    request = asked()
    secret = issue(parent, request=request)
    for _ in range(5):
        with pytest.raises(NotLive):
            mailed_links.find_by_code("wrong234", request=request, now=NOON)
    with pytest.raises(NotLive):
        mailed_links.find_by_code(secret.code, request=request, now=NOON)
    assert is_live(secret.token)


def test_a_link_that_answers_no_request_has_no_code(parent):
    secret = issue(parent)
    assert secret.code == secret.printed == ""
    with pytest.raises(NotLive):
        mailed_links.find_by_code("", request=asked(), now=NOON)


def test_of_eight_at_once_one_uses_it(committed_cast):
    district = committed_cast.alder.district.pk
    with use_district(district):
        secret = issue(committed_cast.alder.accounts["parent"])

    def try_it(_place):
        with use_district(district):
            return use(secret.token)

    results = at_once(8, try_it)
    assert sum(isinstance(result, Account) for result in results) == 1
    assert sum(isinstance(result, NotLive) for result in results) == 7


def test_of_eight_issued_at_once_one_lives(committed_cast):
    district = committed_cast.alder.district.pk
    parent = committed_cast.alder.accounts["parent"]

    def issue_one(_place):
        with use_district(district):
            return issue(parent).token

    tokens = at_once(8, issue_one)
    with use_district(district):
        assert sum(is_live(token) for token in tokens) == 1


def test_twenty_parallel_guesses_get_five_looks(committed_cast):
    district = committed_cast.alder.district.pk
    with use_district(district):
        request = asked()
        issue(committed_cast.alder.accounts["parent"], request=request)

    def guess(_place):
        with use_district(district), pytest.raises(NotLive):
            mailed_links.find_by_code("wrong234", request=request, now=NOON)

    at_once(20, guess)
    with use_district(district):
        assert MailedLink.objects.get().code_tries == 5
