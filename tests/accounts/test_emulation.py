"""Seeing the portal as a parent or pupil does: who may, how long, what ends it, what is told (C8, X11)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts import last_requests
from accounts.models import Account, AccountStudent, Attempt, Emulation, OneTimePassword
from schools.capabilities import Capability
from schools.models import AuditEvent, StaffAssignment
from tests import factories as make
from tests.accounts.pages import text_of
from tests.factories import PASSWORD, take_off
from tests.people import sign_in

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
RETURN = "/emulation/return"


def url(account: Account) -> str:
    return f"/manage/accounts/{account.pk}/emulate"


def start(client, account: Account, *, reason: str = "ticket 7", password: str = PASSWORD, **more):
    return client.post(url(account), {"reason": reason, "password": password, **more})


def sees(client) -> str:
    """Whose first page this browser gets."""
    words = text_of(client.get("/"))
    return next((name for name in ("Hello, Pat", "Hello, Ada", "Hello, Head") if name in words), words)


def events(verb: str) -> list[tuple[int, int | None, int | None]]:
    found = AuditEvent.objects.filter(verb=verb, object_kind="account").order_by("pk")
    return list(found.values_list("actor_id", "emulated_id", "object_id"))


@pytest.mark.requirement("C8", "X11")
def test_the_pages_are_theirs_the_session_stays_the_lookers(head, alder):
    parent, looker = alder.accounts["parent"], alder.accounts["head"]
    assert start(head, parent)["Location"] == "/"
    page = head.get("/")
    for fact in ("Hello, Pat", "Ada Lind", "You see what Pat Lind sees", "30 minutes left", "Return"):
        assert fact in text_of(page)
    assert "Manage" not in text_of(page)
    assert head.post(RETURN)["Location"] == "/"
    assert sees(head) == "Hello, Head"
    assert "You see what" not in text_of(head.get("/"))
    assert events("emulation_started") == events("emulation_ended") == [(looker.pk, parent.pk, parent.pk)]
    (emulation,) = Emulation.objects.all()
    assert (emulation.reason, emulation.actor_id) == ("ticket 7", looker.pk)


@pytest.mark.requirement("C8")
def test_one_comes_from_the_accounts_or_the_pupils_page_and_returns_there(head, alder):
    parent = alder.accounts["parent"]
    for page in (f"/manage/accounts/{parent.pk}", f"/students/{alder.students['ada'].pk}"):
        assert f'href="{url(parent)}?next={page}"' in head.get(page).text
        assert f'name="next" value="{page}"' in head.get(f"{url(parent)}?next={page}").text
        start(head, parent, next=page)
        assert head.post(RETURN)["Location"] == page
    for foreign in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        start(head, parent, next=foreign)
        assert head.post(RETURN)["Location"] == "/"


def test_who_looks_finds_no_button_that_would_be_refused(head, alder):
    parent = alder.accounts["parent"]
    make.link_child(parent, alder.students["ben"])
    AccountStudent.objects.filter(account=parent, student=alder.students["ben"]).update(status="unproven")
    assert "Prove it now" in text_of(sign_in(alder, parent.username).get("/"))
    start(head, parent)
    page = text_of(head.get("/"))
    assert "1 child must be proven again" in page
    assert "Prove it now" not in page


def test_who_may_not_emulate_finds_no_button(alder):
    teacher = sign_in(alder, "teacher")
    assert "See their pages" not in text_of(teacher.get(f"/students/{alder.students['ada'].pk}"))


@pytest.mark.requirement("X11")
def test_a_reason_and_the_own_password_again_are_asked_for(head, alder):
    parent = alder.accounts["parent"]
    for facts, sentence in (
        ({"reason": " "}, "This field is required."),
        ({"password": ""}, "This field is required."),
        ({"password": "not mine"}, "That didn't match."),
        ({"reason": "x" * 201}, "at most 200 characters"),
    ):
        answer = start(head, parent, **facts)
        assert answer.status_code == 200
        assert sentence in text_of(answer)
        assert PASSWORD not in answer.content.decode()
    assert sees(head) == "Hello, Head"
    assert events("emulation_started") == []


def test_wrong_passwords_there_lock_the_looker_as_at_the_sign_in_page(head, alder):
    """SECURITY 15: another door, the same lock."""
    for _ in range(10):
        start(head, alder.accounts["parent"], password="guess")
    assert "Too many tries" in text_of(start(head, alder.accounts["parent"]))
    assert events("locked_out") == [(None, None, alder.accounts["head"].pk)]


def test_a_one_time_password_is_no_proof(head, alder):
    make.make_one_time_password(alder.accounts["head"])
    Account.objects.filter(username="head").update(must_choose=False)
    assert "That didn't match" in text_of(start(head, alder.accounts["parent"], password="abcdefghj"))


@pytest.mark.requirement("X11")
def test_nothing_of_the_owner_changes_by_it(alder):
    """SECURITY 29: last sign-in, lockout, must-choose, one-time password, sessions. GET writes nothing."""
    ada, admin = alder.accounts["ada"], sign_in(alder, "districtadmin")
    make.make_one_time_password(ada)
    Attempt.objects.create(key=f"a:{ada.pk}", taken=3, failed=3, last_at=NOON)

    def held():
        return [
            list(model.objects.filter(**which).order_by("pk").values())
            for model, which in (
                (Account, {"pk": ada.pk}),
                (OneTimePassword, {"account": ada}),
                (Attempt, {"key": f"a:{ada.pk}"}),
                (AccountStudent, {"account": ada}),
            )
        ]

    before = held()
    start(admin, ada)
    assert sees(admin) == "Hello, Ada"
    admin.post(RETURN)
    last_requests.keep()
    assert held() == before
    assert not ada.sessions.exists()


# How long


@pytest.mark.requirement("X11")
def test_after_thirty_minutes_it_is_over_and_shows_nothing(alder):
    with time_machine.travel(NOON, tick=False) as clock:
        head = sign_in(alder, "head")
        start(head, alder.accounts["parent"])
        clock.shift(timedelta(minutes=29, seconds=59))
        assert sees(head) == "Hello, Pat"
        assert "1 minute left" in text_of(head.get("/"))
        clock.shift(1)
        for page in ("/", "/manage/staff", f"/students/{alder.students['ada'].pk}"):
            assert head.get(page)["Location"] == "/emulation/over"
        over = text_of(head.get("/emulation/over"))
        assert "This look is over" in over
        assert "Pat" not in over
        head.post(RETURN)
        assert sees(head) == "Hello, Head"
        assert len(events("emulation_ended")) == 1


def test_without_a_look_its_pages_lead_home(head):
    assert head.get("/emulation/over")["Location"] == "/"
    assert head.post(RETURN)["Location"] == "/"


ENDINGS = {
    "disabled": {"disabled_at": NOON},
    "deleted": {"deleted_at": NOON},
    "expired": {"expires_at": NOON},
    "pending": {"status": "pending"},
    "reset": {"session_epoch": 9},
}


@pytest.mark.requirement("X11")
@pytest.mark.parametrize("ending", ENDINGS)
def test_what_happens_to_the_owner_mid_way_ends_it(head, alder, ending):
    start(head, alder.accounts["parent"])
    Account.objects.filter(username="plind").update(**ENDINGS[ending])
    assert head.get("/")["Location"] == "/emulation/over"
    head.post(RETURN)
    assert sees(head) == "Hello, Head"


def demoted(alder):
    StaffAssignment.objects.filter(staff=alder.staff["head"]).update(role="office")


def moved(alder):
    StaffAssignment.objects.filter(staff=alder.staff["head"]).update(school=alder.south)


def unlinked(alder):
    take_off(AccountStudent.objects.filter(account=alder.accounts["parent"]))


@pytest.mark.requirement("X11")
@pytest.mark.parametrize("change", [demoted, moved, unlinked])
def test_right_and_reach_are_asked_again_on_every_request(head, alder, change):
    start(head, alder.accounts["parent"])
    assert sees(head) == "Hello, Pat"
    change(alder)
    assert head.get("/")["Location"] == "/emulation/over"
    assert "Pat" not in text_of(head.get("/emulation/over"))


def test_an_account_erased_mid_way_leaves_only_the_way_back(head, alder):
    start(head, alder.accounts["parent"])
    Emulation.objects.all().delete()
    assert head.get("/")["Location"] == "/emulation/over"
    assert head.post(RETURN).status_code == 302
    assert sees(head) == "Hello, Head"


def test_signing_out_ends_it_and_is_the_lookers(head, alder):
    start(head, alder.accounts["parent"])
    assert head.post("/sign-out")["Location"] == "/sign-in"
    looker, parent = alder.accounts["head"].pk, alder.accounts["parent"].pk
    assert events("signed_out") == [(looker, None, looker)]
    assert events("emulation_ended") == [(looker, parent, parent)]
    assert sees(sign_in(alder, "head")) == "Hello, Head"


def test_another_session_of_the_looker_is_their_own(head, alder):
    elsewhere = sign_in(alder, "head")
    start(head, alder.accounts["parent"])
    assert sees(elsewhere) == "Hello, Head"


# How far


@pytest.mark.requirement("X11")
def test_a_child_outside_the_lookers_reach_stays_out_of_sight(head, alder):
    """The parent's own page shows both; nobody sees more by looking through a parent's eyes."""
    make.link_child(alder.accounts["parent"], alder.students["ada_south"])
    assert "South School" in text_of(sign_in(alder, "plind").get("/"))
    start(head, alder.accounts["parent"])
    assert "South School" not in text_of(head.get("/"))


def test_the_capability_alone_is_enough_for_other_staff(alder):
    StaffAssignment.objects.filter(staff=alder.staff["clerk"]).update(extra_capabilities=[Capability.EMULATE])
    clerk = sign_in(alder, "clerk")
    assert start(clerk, alder.accounts["parent"]).status_code == 302
    assert sees(clerk) == "Hello, Pat"


# What the owner is told


@pytest.mark.requirement("X11")
@pytest.mark.parametrize(("key", "username"), [("parent", "plind"), ("ada", "alind")])
def test_the_owner_sees_later_that_the_school_looked(alder, key, username):
    assert "looked at your pages" not in text_of(sign_in(alder, username).get("/"))
    with time_machine.travel(NOON, tick=False):
        admin = sign_in(alder, "districtadmin")
        start(admin, alder.accounts[key])
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        words = text_of(sign_in(alder, username).get("/"))
    assert "Your school looked at your pages: September 14, 2026, 12:00" in words
    assert "ticket 7" not in words
    with time_machine.travel(NOON + timedelta(days=366), tick=False):
        assert "looked at your pages" not in text_of(sign_in(alder, username).get("/"))
