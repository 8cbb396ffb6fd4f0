"""Who may look at whose pages: never up, sideways, in circles or over the fence (SECURITY 28)."""

from http.cookies import SimpleCookie

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Account, Emulation, PortalSession
from accounts.usecases.emulate import AlreadyLooking, start_emulation
from schools.audit import Actor
from schools.models import AuditEvent
from schools.scope import Scope
from schools.tenancy import use_district
from tests.accounts.test_emulation import start
from tests.factories import PASSWORD, take_off
from tests.parallel import at_once
from tests.people import WHO, browser, sign_in, undone

# By hand. Whose pages: person -> what each of WHOSE answers to them; 302: the look begins.
WHOSE = "pupil parent pupil_south teacher lead clerk head admin b_parent"
NEVER = "403 403 403 403 403 403 403 403 403"
MATRIX = {
    "pupil": NEVER,
    "parent": NEVER,
    "teacher": NEVER,
    "lead": NEVER,
    "clerk": NEVER,
    "head": "302 302 404 403 403 403 403 404 404",
    "head_south": "404 404 302 404 404 404 404 404 404",
    "admin": "302 302 302 403 403 403 403 403 404",
    "b_head": "404 404 404 404 404 404 404 404 302",
    "b_admin": "404 404 404 404 404 404 404 404 302",
    "operator": NEVER,
}
OTHERS = {"pupil_south": ("alder", "ada_south"), "b_parent": ("birch", "parent")}


@pytest.fixture
def one_minute():
    """The clock stands: within a minute, refusals of one page are one row."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def target(cast, name: str) -> Account:
    slug, key = (OTHERS | WHO)[name]
    return getattr(cast, slug).accounts[key]


@pytest.fixture(scope="module")
def browsers(module_cast):
    return {
        who: sign_in(place := getattr(module_cast, WHO[who][0]), place.accounts[WHO[who][1]].username)
        for who in MATRIX
    }


@pytest.mark.requirement("C8", "X11")
@pytest.mark.parametrize("who", MATRIX)
def test_who_may_look_at_whom(module_cast, browsers, who):
    place, client, got = getattr(module_cast, WHO[who][0]), browsers[who], []
    for name in WHOSE.split():
        account = target(module_cast, name)
        with undone(client):
            got.append(str(start(client, account).status_code))
            with use_district(place.district.pk):
                assert _written(place.accounts[WHO[who][1]], account, got[-1])
    assert " ".join(got) == MATRIX[who]


def _written(actor: Account, account: Account, status: str) -> bool:
    """The one row that stays of it."""
    rows = AuditEvent.objects.filter(actor_id=actor.pk)
    if status == "302":
        return rows.filter(verb="emulation_started", emulated_id=account.pk).count() == 1
    denied = rows.filter(verb="denied", object_kind="accounts:emulate", emulated_id=None)
    return denied.count() == 1 and not Emulation.objects.exists()


STATES = {
    "pending": ({"status": "pending"}, "not verified yet"),
    "disabled": ({"disabled_at": timezone.now()}, "switched off or deleted"),
    "deleted": ({"deleted_at": timezone.now()}, "switched off or deleted"),
    "expired": ({"expires_at": timezone.now()}, "has expired"),
    "staff": ({"type": "staff"}, "staff account"),
}


@pytest.mark.requirement("X11")
@pytest.mark.parametrize("state", STATES)
def test_an_account_that_is_not_in_use_has_no_pages(cast, one_minute, state):
    parent, head = cast.alder.accounts["parent"], sign_in(cast.alder, "head")
    facts, words = STATES[state]
    with use_district(cast.alder.district.pk):
        Account.objects.filter(pk=parent.pk).update(**facts)
        for answer in (head.get(f"/manage/accounts/{parent.pk}/emulate"), start(head, parent)):
            assert answer.status_code == 403
            assert words in answer.content.decode()
            assert "password" not in answer.content.decode()
        denied = AuditEvent.objects.get(verb="denied", object_kind="accounts:emulate")
        assert denied.object_id == parent.pk


@pytest.mark.requirement("X11")
def test_a_parent_whose_child_must_be_proven_again_has_nothing_to_show(cast):
    parent, head = cast.alder.accounts["parent"], sign_in(cast.alder, "head")
    with use_district(cast.alder.district.pk):
        parent.students.update(status="unproven")
        answer = start(head, parent)
        assert answer.status_code == 403
        assert "No child of your schools" in answer.content.decode()
        take_off(parent.students.all())
        assert start(head, parent).status_code == 404


@pytest.mark.requirement("X11")
def test_nobody_looks_on_through_somebody_elses_eyes(cast, one_minute):
    """Nested: refused by the middleware, and by the use case where the middleware were missing."""
    alder, admin = cast.alder, sign_in(cast.alder, "districtadmin")
    start(admin, alder.accounts["parent"])
    answer = start(admin, alder.accounts["ada"])
    assert answer.status_code == 403
    assert admin.get(f"/manage/accounts/{alder.accounts['ada'].pk}/emulate").status_code == 403
    with use_district(alder.district.pk):
        assert Emulation.objects.count() == 1
        denied = AuditEvent.objects.get(verb="denied", object_kind="accounts:emulate")
        assert denied.emulated_id == alder.accounts["parent"].pk
        looker = alder.accounts["district_admin"]
        with pytest.raises(AlreadyLooking):
            start_emulation(
                account=alder.accounts["ada"], looker=looker, actor=Actor(looker.pk, 1), password=PASSWORD, scope=Scope(),
                reason="again", session_digest="", now=timezone.now(),
            )  # fmt: skip


@pytest.mark.requirement("X11")
def test_four_that_begin_at_once_are_one_look(committed_cast):
    """Two tabs of one session: no look stays open that nobody sees the strip of, and the log shows each end."""
    alder = committed_cast.alder
    cookies = sign_in(alder, "districtadmin").cookies.output(header="")

    def begin(number: int) -> int:
        tab = browser(alder)
        tab.cookies = SimpleCookie(cookies)
        return start(tab, alder.accounts["parent" if number % 2 else "ada"]).status_code

    answers = at_once(4, begin)
    assert set(answers) <= {302, 403}
    with use_district(alder.district.pk):
        assert Emulation.objects.filter(ended_at=None).count() == 1
        begun = AuditEvent.objects.filter(verb="emulation_started").count()
        assert begun == answers.count(302)
        assert AuditEvent.objects.filter(verb="emulation_ended").count() == begun - 1


@pytest.mark.requirement("X11")
def test_a_look_whose_answer_was_lost_ends_with_the_next_one(cast):
    alder, admin = cast.alder, sign_in(cast.alder, "districtadmin")
    start(admin, alder.accounts["parent"])
    with use_district(alder.district.pk):
        PortalSession.objects.update(data="")
        assert start(admin, alder.accounts["ada"]).status_code == 302
        assert list(Emulation.objects.order_by("pk").values_list("account", "ended_at"))[1] == (
            alder.accounts["ada"].pk, None,
        )  # fmt: skip
        assert Emulation.objects.filter(ended_at=None).count() == 1
