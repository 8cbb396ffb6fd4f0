"""Manage Parent/Student Accounts: search, filters, columns, and who is found by whom (C7, C5)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts import lockout
from accounts.account_search import Asked, search
from accounts.models import Account, AccountStudent
from schools.scope import Reach
from schools.tenancy import use_district
from tests import factories as make
from tests.accounts.pages import statements, text_of
from tests.people import sign_in

LIST = "/manage/accounts"


def listed(client, typed: str = "", **more) -> list[int]:
    """The accounts on the page, in its order."""
    page = client.get(LIST, {"q": typed, **more})
    assert page.status_code == 200, text_of(page)
    return [int(pk) for pk in re.findall(r'href="/manage/accounts/(\d+)"', page.content.decode())]


def keys(alder, *names: str) -> set[int]:
    return {alder.accounts[name].pk for name in names}


@pytest.mark.requirement("C7")
def test_any_fragment_of_what_one_knows_finds_the_account(admin, alder):
    contact = make.make_contact(alder.students["ben"], "Zoë", "O’Brien-Žák", "zoe.ob@post.example")
    parent = make.make_parent_account(contact, alder.students["ben"], "zobrien")
    ben = alder.students["ben"]
    for typed in (
        "zoe.ob@post.example", "OB@POST", "ob@po", "zobrien", "ZOBR", "zoë", "brien zak", "o'brien", "žák",
        ben.number, ben.number[2:], "okafor", "ben zoe", "zo",
    ):  # fmt: skip
        assert listed(admin, typed) == [parent.pk], typed
    for typed in (
        "brie zakk",
        "%",
        "_",
        "'",
        "\\",
        "((a+)+)+$",
        "@",
        "x" * 5000,
        "ob"[:1] * 2,
    ):
        assert parent.pk not in listed(admin, typed), typed


@pytest.mark.requirement("C7")
def test_under_three_signs_the_beginning_of_a_word_counts(admin, alder):
    parent = keys(alder, "parent")
    assert set(listed(admin, "pa")) == parent  # Pat
    assert listed(admin, "at") == []
    assert set(listed(admin, "p l")) == parent


@pytest.mark.requirement("C7")
def test_show_all_shows_parents_and_pupils_and_never_staff(admin, alder):
    everybody = keys(alder, "ada", "ada_4b", "ada_south", "parent")
    assert set(listed(admin)) == everybody
    assert set(listed(admin, type="parent")) == keys(alder, "parent")
    assert set(listed(admin, type="student")) == everybody - keys(alder, "parent")
    page = admin.get(LIST, {"q": "ada", "type": "student"}).content.decode()
    assert f'href="{LIST}"' in page  # Show all
    assert f'href="{LIST}?q=ada&amp;type=student"' in page  # Refresh
    assert listed(admin, "teacher") == []


@pytest.mark.requirement("C7", "C5")
def test_each_status_has_its_chip_and_test_accounts_hide(admin, alder):
    now = timezone.now()
    make_so = {
        "pending": {"status": "pending"}, "disabled": {"disabled_at": now}, "expired": {"expires_at": now},
        "test": {"is_test": True}, "deleted": {"deleted_at": now}, "confirmed": {}, "locked": {},
    }  # fmt: skip
    made = {}
    for name, facts in make_so.items():
        contact = make.make_contact(alder.students["ben"], name, "Standing")
        made[name] = make.make_parent_account(contact, alder.students["ben"], f"st{name}")
        Account.objects.filter(pk=made[name].pk).update(**facts)
    key = lockout.key_of(made["locked"], "")
    for _ in range(lockout.PLACES):
        lockout.reserve(key, now=now)
        lockout.failed(key, now=now)
    for name in ("pending", "disabled", "expired", "test", "deleted", "locked"):
        assert listed(admin, status=name) == [made[name].pk], name
    assert "Locked for 5 minutes" in text_of(admin.get(LIST, {"status": "locked"}))
    assert set(listed(admin, "standing")) == {
        account.pk for name, account in made.items() if name not in ("test", "deleted")
    }
    assert made["pending"].pk not in listed(admin, "standing", status="confirmed")
    Account.objects.filter(pk=made["deleted"].pk).update(deleted_at=now - timedelta(days=2))
    assert listed(admin, status="deleted") == []  # final


@pytest.mark.requirement("C7", "C16")
def test_the_columns_say_whose_it_is_and_when_it_was_used(admin, alder):
    parent = alder.accounts["parent"]
    now = timezone.now()
    Account.objects.filter(pk=parent.pk).update(
        last_sign_in_at=now - timedelta(days=2), last_ip="192.0.2.7", current_sign_in_at=now
    )
    words = text_of(admin.get(LIST, {"q": "plind"}))
    for fact in ("Lind, Pat", "plind", parent.email, str(parent.pk), "Parent", "Confirmed", "2\xa0days ago",
                 "just now", "192.0.2.7", "Ada Lind", alder.students["ada"].number):  # fmt: skip
        assert fact in words.replace("2 days", "2\xa0days"), fact


@pytest.mark.requirement("C7", "A7")
def test_only_accounts_of_pupils_within_reach_are_found(cast, alder):
    own = {
        "head": {"ada", "ada_4b", "parent"},
        "headsouth": {"ada_south"},
        "districtadmin": {"ada", "ada_4b", "ada_south", "parent"},
    }
    for who, names in own.items():
        client = sign_in(alder, who)
        for typed in ("", "ada", "lind"):
            assert set(listed(client, typed)) == keys(alder, *names), (who, typed)
    with use_district(cast.birch.district.pk):
        theirs = set(listed(sign_in(cast.birch, "districtadmin")))
    assert theirs == {cast.birch.accounts[name].pk for name in own["districtadmin"]}


@pytest.mark.requirement("A7")
def test_the_number_found_is_of_ones_own_reach_too(cast, alder):
    assert "3 accounts" in text_of(sign_in(alder, "head").get(LIST))
    assert "1 account" in text_of(sign_in(alder, "headsouth").get(LIST))
    assert "4 accounts" in text_of(sign_in(alder, "districtadmin").get(LIST))


@pytest.mark.requirement("A7")
def test_a_reach_of_classes_and_single_pupils_ends_there(alder):
    def found(**reach) -> set[int]:
        return set(search(Asked(typed="lind"), Reach(**reach), now=timezone.now()).ids)

    class_4a, south = frozenset({alder.class_4a.pk}), frozenset({alder.students["ada_south"].pk})
    assert found() == set()
    assert found(class_ids=class_4a) == keys(alder, "ada", "parent")
    assert found(class_ids=class_4a, student_ids=south) == keys(alder, "ada", "parent", "ada_south")
    assert found(school_ids=frozenset({alder.south.pk}), class_ids=class_4a) == keys(
        alder, "ada", "parent", "ada_south"
    )


@pytest.mark.requirement("A7")
def test_outside_of_a_district_the_function_finds_nothing(cast):
    with use_district(cast.alder.district.pk):
        assert search(Asked(), Reach(everything=True), now=timezone.now()).total == 4
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT total FROM search_accounts('', 'all', 'all', 'name', now(), now(), true, '{}', '{}', '{}', "
            "NULL, false, 26)"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.requirement("A7")
def test_a_child_of_another_school_is_counted_not_named(alder):
    make.link_child(alder.accounts["parent"], alder.students["ada_south"])
    for url in (LIST, f"{LIST}/{alder.accounts['parent'].pk}"):
        words = text_of(sign_in(alder, "head").get(url))
        assert alder.students["ada"].number in words
        assert alder.students["ada_south"].number not in words
        assert "1 at another school" in words or "1 pupil of a school that is not yours" in words


@pytest.mark.requirement("A7")
def test_a_child_of_another_school_finds_nobody_here(alder, head, admin):
    """Neither by number nor by name, nor beside a word that does: one could find both out, sign by sign."""
    parent, cy = alder.accounts["parent"].pk, make.make_student(alder.south_4a, "Cyril", "Zander")
    make.link_child(alder.accounts["parent"], cy)
    for beyond in (cy.number, cy.number[-3:], "zander", "cy", f"lind {cy.number}", f"{cy.number} pat"):
        assert parent not in listed(head, beyond), beyond
        assert parent in listed(admin, beyond), beyond
    for within in (alder.students["ada"].number, "ada lind", "pat", "plind", alder.accounts["parent"].email):
        assert parent in listed(head, within), within
    assert parent in listed(sign_in(alder, "headsouth"), f"{cy.number} zander pat")


@pytest.mark.requirement("A7")
def test_a_parent_who_has_no_child_yet_is_the_districts(alder, admin):
    now = timezone.now()
    lone = Account.objects.create(
        type="parent", email="lone@home.example", status="pending", password="!", created_at=now
    )
    assert listed(admin, "lone@home") == [lone.pk]
    assert admin.get(f"{LIST}/{lone.pk}").status_code == 200
    head = sign_in(alder, "head")
    assert listed(head, "lone@home") == []
    assert head.get(f"{LIST}/{lone.pk}").status_code == 404


@pytest.mark.requirement("C7")
@pytest.mark.parametrize("sort", ["", "-name", "account", "-account", "sign_in", "-sign_in"])
def test_pages_follow_one_another_in_every_order(admin, alder, sort):
    now = timezone.now()
    for number in range(60):
        student = make.make_student(alder.class_4a, f"Pupil{number % 7}", f"Sorted{number % 5}")
        account = make.make_student_account(student, f"sorted{number}")
        if number % 3:
            moment = now - timedelta(hours=number % 4)
            Account.objects.filter(pk=account.pk).update(current_sign_in_at=moment)
    seen, url = [], f"{LIST}?q=sorted&sort={sort}"
    forth = []
    while url:
        page = admin.get(url).content.decode()
        forth.append(re.findall(r'href="/manage/accounts/(\d+)"', page))
        url = next(iter(re.findall(r'rel="next" href="([^"]+)"', page)), "").replace("&amp;", "&")
        url = url and LIST + url
        last = page
    assert [len(ids) for ids in forth] == [25, 25, 10]
    seen = [pk for ids in forth for pk in ids]
    assert len(set(seen)) == 60
    accounts = Account.objects.in_bulk([int(pk) for pk in seen])
    key = {
        "sign_in": lambda a: (a.current_sign_in_at or now - timedelta(days=9), a.pk),
        "account": lambda a: a.pk,
    }.get(sort.removeprefix("-"), lambda a: (a.primary_student.sort_name, a.pk))
    assert [int(pk) for pk in seen] == [
        a.pk for a in sorted(accounts.values(), key=key, reverse=sort.startswith("-"))
    ]
    back = re.search(r'rel="prev" href="([^"]+)"', last)[1].replace("&amp;", "&")
    page = admin.get(LIST + back).content.decode()
    assert re.findall(r'href="/manage/accounts/(\d+)"', page) == forth[1]


@pytest.mark.requirement("A7")
def test_a_cursor_from_out_of_reach_tells_nothing(cast, alder):
    head = sign_in(alder, "head")
    first = listed(head)
    strange = (alder.accounts["ada_south"].pk, cast.birch.accounts["ada"].pk, alder.accounts["teacher"].pk)
    for cursor in strange:
        assert listed(head, after=cursor) == listed(head, before=cursor) == first


@pytest.mark.parametrize("name", ["q", "type", "status", "sort", "after", "before"])
@pytest.mark.parametrize(
    "typed",
    [
        "'; DROP TABLE accounts_account; --", "\x00", "a\x00b", "password", "-password", "%", "\\", "$1", "{",
        "9" * 40, "-1", "1e9", "²", "١", "%(x)s", "%s", "(" * 100, "a" * 100_000, "\ud800", "*", "&&", "|| 1",
    ],
)  # fmt: skip
def test_whatever_stands_in_the_address_is_only_looked_for(admin, name, typed):
    if name in ("q", "type") and typed == "\ud800":
        typed = "%ED%A0%80"
    page = admin.get(LIST, {name: typed.encode("utf-8", "replace").decode()})
    assert page.status_code == 200
    assert Account.objects.count() > 4


@pytest.mark.requirement("C7")
def test_the_page_costs_the_same_for_one_account_and_for_many(admin, alder):
    counts = []
    for more in (1, 30):
        for _ in range(more):
            student = make.make_student(alder.class_4a, "Many", "Accounts")
            make.make_student_account(student, f"many{student.number}")
            parent = make.make_parent_account(make.make_contact(student), student, f"of{student.number}")
            AccountStudent.objects.filter(account=parent).update(status="unproven")
        with statements(at_most=12) as sent:
            assert len(listed(admin, "accounts")) == min(25, 2 * more)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_nothing_found_says_what_to_do(admin, alder):
    assert "No account fits “zzzz”" in text_of(admin.get(LIST, {"q": "zzzz"}))
    assert "No account is in this state" in text_of(admin.get(LIST, {"status": "locked"}))
    AccountStudent.objects.all().delete()
    assert "No accounts yet" in text_of(sign_in(alder, "head").get(LIST))
