"""One password, not one page view: what entering, entering again and saving do, one by one and in a race."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError

from accounts import one_time_page
from accounts.models import Account, OneTimePassword
from accounts.usecases.reset_logins import reset_student_logins
from schools.audit import SYSTEM
from schools.models import AuditEvent
from schools.tenancy import use_district
from tests.databases import owner_connection
from tests.factories import make_one_time_password
from tests.parallel import at_once

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
ROUNDS = 20


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.fixture
def ada(cast):
    with use_district(cast.alder.district.pk):
        account = cast.alder.accounts["ada"]
        make_one_time_password(account, now=NOON - timedelta(days=1))
        yield account


def issued(account) -> OneTimePassword:
    return OneTimePassword.objects.get(account=account)


def enter(account, *, now=NOON, browser="browser-1", typed=None):
    """`typed` is a one-time password as it was found when somebody typed it; the one that is out by default."""
    return one_time_page.enter(typed or issued(account), browser=browser, now=now)


def save(account, page, *, now=NOON, password="quokka-tide"):
    fresh = Account.objects.get(pk=account.pk)
    one_time_page.save(account=fresh, page=page, password=password, now=now)


def is_live(account, page, *, now=NOON) -> bool:
    try:
        one_time_page.find_live(account_id=account.pk, page=page, now=now)
    except one_time_page.Ended:
        return False
    return True


@pytest.mark.parametrize("typed", ["abcdefghj", "abc-def-ghj", "ABC DEF GHJ", " abc–def—ghj "])
def test_it_is_recognised_however_it_is_typed(ada, typed):
    assert one_time_page.matches(issued(ada), typed)


@pytest.mark.parametrize("typed", ["", "abcdefgh", "abcdefghjk", "abcdefghk", "!"])
def test_nothing_else_is(ada, typed):
    assert not one_time_page.matches(issued(ada), typed)


def test_copied_to_another_account_it_opens_nothing(ada, cast):
    copy = issued(ada)
    copy.account_id = cast.alder.accounts["parent"].pk
    assert not one_time_page.matches(copy, "abcdefghj")


def test_entering_again_ends_the_earlier_page(ada):
    first, second = enter(ada), enter(ada, now=NOON + minutes(5))
    assert not is_live(ada, first)
    assert is_live(ada, second)


def test_the_sixth_entry_ends_it_for_good(ada):
    pages = [enter(ada) for _ in range(5)]
    typed = issued(ada)
    with pytest.raises(one_time_page.Ended):
        enter(ada)
    assert not is_live(ada, pages[-1])
    assert issued(ada).sealed is None
    with pytest.raises(one_time_page.Ended):
        enter(ada, typed=typed)


def test_staff_enter_once(ada):
    make_one_time_password(ada, now=NOON, entries=1)
    page = enter(ada)
    with pytest.raises(one_time_page.Ended):
        enter(ada)
    assert not is_live(ada, page)


def test_minute_20_after_the_first_entry_ends_it(ada):
    enter(ada)
    page = enter(ada, now=NOON + minutes(19.9))
    assert is_live(ada, page, now=NOON + minutes(19.9))
    assert not is_live(ada, page, now=NOON + minutes(20))
    with pytest.raises(one_time_page.Ended):
        save(ada, page, now=NOON + minutes(20))
    with pytest.raises(one_time_page.Ended):
        enter(ada, now=NOON + minutes(20))
    assert issued(ada).sealed is None


@pytest.mark.requirement("X1")
def test_a_saved_password_ends_it_and_wipes_it(ada):
    page = enter(ada)
    typed = issued(ada)
    save(ada, page)
    ended = issued(ada)
    assert (ended.sealed, ended.live_page, ended.ended_at) == (None, None, NOON)
    for again in (lambda: save(ada, page), lambda: enter(ada, typed=typed)):
        with pytest.raises(one_time_page.Ended):
            again()


@pytest.mark.requirement("A5")
def test_saving_gives_the_account_its_password_and_ends_other_sessions(ada):
    before = Account.objects.get(pk=ada.pk)
    assert before.must_choose
    save(ada, enter(ada))
    account = Account.objects.get(pk=ada.pk)
    assert account.check_password("quokka-tide")
    assert not account.must_choose
    assert account.password_changed_at == NOON
    assert account.session_epoch == before.session_epoch + 1


def test_a_newer_one_ends_the_older_and_its_page(ada):
    older = issued(ada)
    page = enter(ada)
    make_one_time_password(ada, "mnpqrstuv", now=NOON)
    assert not is_live(ada, page)
    with pytest.raises(one_time_page.Ended):
        save(ada, page)
    with pytest.raises(one_time_page.Ended):
        enter(ada, typed=older)
    assert is_live(ada, enter(ada))


@pytest.mark.requirement("X1")
def test_past_its_day_it_opens_nothing_and_is_wiped(ada):
    with pytest.raises(one_time_page.Ended):
        enter(ada, now=issued(ada).expires_at)
    assert issued(ada).sealed is None


def test_the_sweep_wipes_what_is_over_and_nothing_else(ada, cast):
    for key in ("ada_4b", "ada_south"):
        make_one_time_password(cast.alder.accounts[key], now=NOON)
    enter(cast.alder.accounts["ada_4b"])
    assert one_time_page.wipe_expired(now=NOON + minutes(19)) == 0
    assert one_time_page.wipe_expired(now=NOON + minutes(20)) == 1
    assert one_time_page.wipe_expired(now=issued(ada).expires_at) == 1
    assert issued(cast.alder.accounts["ada_south"]).sealed


def test_a_second_browser_is_noticed_once(ada):
    enter(ada)
    enter(ada, now=NOON + minutes(1))
    assert issued(ada).second_browser_at is None
    enter(ada, now=NOON + minutes(2), browser="browser-2")
    enter(ada, now=NOON + minutes(3), browser="browser-3")
    assert issued(ada).second_browser_at == NOON + minutes(2)


def test_every_entry_and_the_choice_are_audited(ada):
    enter(ada)
    save(ada, enter(ada))
    events = AuditEvent.objects.filter(object_id=ada.pk).order_by("pk")
    verbs = list(events.values_list("verb", "actor_id"))
    assert verbs == [("one_time_entered", ada.pk)] * 2 + [("password_chosen", ada.pk)]


def test_no_password_survives_a_failed_audit_row(committed_cast, committed_db):
    account = committed_cast.alder.accounts["ada"]
    with use_district(account.district_id):
        make_one_time_password(account, now=NOON)
        page = enter(account)
        with closing(owner_connection(committed_db)) as owner, owner, owner.cursor() as cursor:
            cursor.execute("REVOKE INSERT ON schools_auditevent FROM portal_app")
        with pytest.raises(DatabaseError):
            save(account, page)
        assert not Account.objects.get(pk=account.pk).has_usable_password()
        assert is_live(account, page)


# Races, each ROUNDS times: what may happen at most once happens at most once.


@pytest.fixture
def raced(committed_cast):
    """Ada's account in a database where commits are real; threads enter the district themselves."""
    return committed_cast.alder.accounts["ada"]


def in_district(account, work):
    def run(place):
        with use_district(account.district_id):
            return work(place)

    return run


def race_entries(account, count: int) -> tuple[list, int]:
    """`count` right entries at the same moment: their answers, and how many pages live afterwards."""
    with use_district(account.district_id):
        typed = make_one_time_password(account, now=NOON)
    pages = at_once(count, in_district(account, lambda _: enter(account, typed=typed)))
    with use_district(account.district_id):
        live = sum(is_live(account, page) for page in pages if not isinstance(page, Exception))
    return pages, live


def test_five_parallel_entries_leave_one_live_page(raced):
    for _ in range(ROUNDS):
        pages, live = race_entries(raced, 5)
        assert len(set(pages)) == 5
        assert live == 1


def test_eight_parallel_entries_kill_it_and_none_can_save(raced):
    for _ in range(ROUNDS):
        pages, live = race_entries(raced, 8)
        assert sum(isinstance(page, one_time_page.Ended) for page in pages) == 3
        assert live == 0


@pytest.mark.requirement("A5")
def test_five_parallel_saves_save_one_password(raced):
    for round_ in range(ROUNDS):
        with use_district(raced.district_id):
            make_one_time_password(raced, now=NOON)
            page = enter(raced)
        chosen = [f"password {round_} of saver {saver}" for saver in range(5)]
        results = at_once(5, in_district(raced, lambda n, p=page, c=chosen: save(raced, p, password=c[n])))
        assert results.count(None) == 1
        assert sum(isinstance(result, one_time_page.Ended) for result in results) == 4
        with use_district(raced.district_id):
            account = Account.objects.get(pk=raced.pk)
        assert account.check_password(chosen[results.index(None)])


def test_a_save_and_a_new_entry_never_both_win(raced):
    for _ in range(ROUNDS):
        with use_district(raced.district_id):
            typed = make_one_time_password(raced, now=NOON)
            page = enter(raced)
        works = [lambda p=page: save(raced, p), lambda t=typed: enter(raced, typed=t)]
        saved, entered = at_once(2, in_district(raced, lambda n, w=works: w[n]()))
        assert isinstance(saved, one_time_page.Ended) != isinstance(entered, one_time_page.Ended)


def test_a_save_and_a_reset_end_in_one_of_the_two_orders(raced, committed_cast):
    """Whichever is first: afterwards the new one-time password holds, and nothing else does."""
    student = committed_cast.alder.students["ada"]

    def reset():
        return reset_student_logins(students=[student], actor=SYSTEM, now=NOON)

    for _ in range(ROUNDS):
        with use_district(raced.district_id):
            make_one_time_password(raced, now=NOON)
            page = enter(raced)
        works = [lambda p=page: save(raced, p), reset]
        saved, logins = at_once(2, in_district(raced, lambda n, w=works: w[n]()))
        assert saved is None or isinstance(saved, one_time_page.Ended)
        with use_district(raced.district_id):
            assert not Account.objects.get(pk=raced.pk).has_usable_password()
            (login,) = logins
            assert one_time_page.matches(issued(raced), login.password)
