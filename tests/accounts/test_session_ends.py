"""What ends an account ends whatever is open with it, at the next request (SECURITY 26).

Each event is done the way the product does it, to each kind of session: one that is signed in, one that a
one-time password opened, and a look at somebody's pages (of a pupil: the admin's look at them, which then
leads nowhere but back; of staff: their own look at somebody, which ends with their session).
"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.build_scope import scope_of
from accounts.models import Account, AccountStudent, OneTimePassword
from accounts.usecases.change_roles import Admin, give_role
from accounts.usecases.delete_account import delete_account
from accounts.usecases.reset_logins import reset_student_logins
from accounts.usecases.reset_parents import reset_parents
from accounts.usecases.staff_logins import reset_staff_logins
from accounts.usecases.unlink_child import unlink_child
from schools.audit import SYSTEM, Actor
from schools.capabilities import Role
from schools.models import StaffMember
from schools.tenancy import use_district
from tests.accounts.test_emulation import start
from tests.cast import Place
from tests.factories import link_child, make_one_time_password, make_student
from tests.people import sign_in

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
ONE_TIME = "abcdefghj"
WHO = {"pupil": "ada", "parent": "parent", "staff": "head"}


def reset(place: Place, account: Account, clock) -> None:
    if account.staff_id:
        reset_staff_logins(staff=[account.staff], actor=SYSTEM, now=timezone.now())
    elif account.contact_id:
        links = list(AccountStudent.objects.filter(account=account))
        reset_parents(links=links, actor=SYSTEM, now=timezone.now())
    else:
        reset_student_logins(students=[account.primary_student], actor=SYSTEM, now=timezone.now())


def own_change(place: Place, account: Account, clock) -> None:
    """A password of one's own, chosen in another browser."""
    if not OneTimePassword.objects.filter(account=account).exists():
        make_one_time_password(account)
    sign_in(place, account.username, ONE_TIME).post("/choose-password", {"password": "seven quiet otters"})
    assert Account.objects.get(pk=account.pk).has_usable_password()


def disable(place: Place, account: Account, clock) -> None:
    Account.objects.filter(pk=account.pk).update(disabled_at=timezone.now())


def expire(place: Place, account: Account, clock) -> None:
    Account.objects.filter(pk=account.pk).update(expires_at=timezone.now() + timedelta(seconds=5))
    clock.shift(5)


def delete(place: Place, account: Account, clock) -> None:
    delete_account(account=account, actor=SYSTEM, now=timezone.now())


def unlink(place: Place, account: Account, clock) -> None:
    """One child of two, so that there would be something left to see."""
    child = make_student(place.class_4b, "Bea", "Lind")
    link_child(account, child)
    unlink_child(account=account, student=child, actor=SYSTEM, now=timezone.now())


def role_change(place: Place, account: Account, clock) -> None:
    admin = place.accounts["district_admin"]
    scope = scope_of(admin, today=NOON.date())
    who = Admin(admin, scope, Actor(admin.pk))
    assert give_role(staff=account.staff, role=Role.OFFICE, school=place.north, admin=who, now=NOON)


def leave(place: Place, account: Account, clock) -> None:
    """The roster names a last day; midnight comes."""
    StaffMember.objects.filter(pk=account.staff_id).update(ended_on=timezone.localdate())


# Person and event: what the next request leads to, in a browser, while choosing, in a look.
TABLE = {
    ("pupil", reset): "sign-in sign-in over",
    ("pupil", own_change): "sign-in sign-in over",
    ("pupil", disable): "sign-in sign-in over",
    ("pupil", expire): "sign-in sign-in over",
    ("pupil", delete): "sign-in sign-in over",
    ("parent", reset): "sign-in sign-in over",
    ("parent", own_change): "sign-in sign-in over",
    ("parent", disable): "sign-in sign-in over",
    ("parent", expire): "sign-in sign-in over",
    ("parent", delete): "sign-in sign-in over",
    ("parent", unlink): "sign-in sign-in over",
    ("staff", reset): "sign-in sign-in sign-in",
    ("staff", own_change): "sign-in sign-in sign-in",
    ("staff", disable): "sign-in sign-in sign-in",
    ("staff", expire): "sign-in sign-in sign-in",
    ("staff", role_change): "sign-in sign-in sign-in",
    ("staff", leave): "sign-in sign-in sign-in",
}
PAGES = {"/sign-in?next=/": "sign-in", "/choose-password": "choosing", "/emulation/over": "over"}


def browser(place: Place, account: Account):
    return sign_in(place, account.username)


def choosing(place: Place, account: Account):
    make_one_time_password(account)
    return sign_in(place, account.username, ONE_TIME)


def look(place: Place, account: Account):
    client = sign_in(place, "head" if account.staff_id else "districtadmin")
    start(client, place.accounts["parent"] if account.staff_id else account)
    return client


KINDS = {browser: "in", choosing: "choosing", look: "in"}


def where(client) -> str:
    answer = client.get("/")
    return "in" if answer.status_code == 200 else PAGES[answer["Location"]]


@pytest.mark.parametrize(("who", "event"), TABLE, ids=lambda value: getattr(value, "__name__", value))
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_next_request_shows_nothing_any_more(cast, who, event, kind):
    place = cast.alder
    with use_district(place.district.pk), time_machine.travel(NOON, tick=False) as clock:
        account = place.accounts[WHO[who]]
        client, other = kind(place, account), sign_in(place, "clerk")
        assert where(client) == KINDS[kind]
        event(place, account, clock)
        assert where(client) == TABLE[who, event].split()[list(KINDS).index(kind)]
        assert where(other) == "in"
