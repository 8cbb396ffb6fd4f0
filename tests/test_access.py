"""Who gets what: every route x every member of the cast x GET and POST (A7; the answers: access_table.py)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import AccountStudent, PublicRequest
from roster.models import ImportRun
from schools.models import AuditEvent, StaffAssignment
from schools.tenancy import use_district
from tests.access_table import GET, MAILED_LINKS, POST
from tests.accounts.registering import kim_of, registers
from tests.cast import Cast
from tests.factories import PASSWORD
from tests.people import WHO, everybody, undone

# Reachable without signing in. Everything else asks for it, unless a view says otherwise.
OPEN = {
    "accounts:sign-in", "accounts:sign-out", "accounts:register", "accounts:register-facts", "accounts:asked",
    "accounts:asked-code", "accounts:asked-again", "accounts:register-email", "accounts:forgot", *MAILED_LINKS,
    "set-language", "live", "ready", "mailbox", "mailbox-mail",
}  # fmt: skip
THIS_IMPORT = ("roster:import", "roster:import-progress", "roster:import-apply", "roster:import-check")
ON_ACCOUNT = [
    f"accounts:{name}"
    for name in ("change-portal-account", "unlink-child", "relink-child", "delete-account", "restore-account")
]
READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")
DENIAL = 'INSERT INTO "schools_auditevent"'


@dataclass
class Scene:
    cast: Cast
    browsers: dict[str, Client]
    serial: str  # of the list that the teacher made
    run: ImportRun  # a roster of Alder's, checked and ready
    role: StaffAssignment  # that of the teacher
    child_link: int  # of the parent to Ada of 4a
    asked: PublicRequest  # by a parent of Ada's who mistyped the name

    def url(self, route: str) -> str:
        alder = self.cast.alder
        teacher, role = alder.staff["teacher"].pk, self.role.pk
        arguments = {
            "accounts:class-logins": [alder.class_4a.pk],
            "accounts:student": [alder.students["ada"].pk],
            "accounts:portal-account": [alder.accounts["parent"].pk],
            **{name: [alder.accounts["parent"].pk] for name in ON_ACCOUNT},
            "accounts:emulate": [alder.accounts["parent"].pk],
            "accounts:staff-member": [teacher],
            "accounts:give-staff-role": [teacher],
            "accounts:staff-extras": [teacher, role],
            "accounts:end-staff-role": [teacher, role],
            "accounts:correct-address": [alder.accounts["parent"].contact_id],
            "accounts:school": [alder.north.pk],
            "accounts:open-school": [alder.north.pk],
            "accounts:login-list": [self.serial],
            "accounts:login-list-csv": [self.serial],
            "mailbox-mail": [1],
            "accounts:resend-verification": [alder.accounts["parent"].pk],
            **{name: ["x" * 43] for name in MAILED_LINKS},
            **{name: [self.run.pk] for name in THIS_IMPORT},
        }
        return reverse(route, args=arguments.get(route))

    def payload(self, route: str) -> dict[str, object]:
        alder = self.cast.alder
        pupils = {
            "class": alder.class_4a.pk,
            "students": [alder.students["ada"].pk, alder.students["ben"].pk],
        }
        staff = {"staff": [alder.staff["teacher"].pk]}
        pat = {"given_name": "Pat", "family_name": "Lind"}
        return {
            "accounts:sign-in": {"login": "nobody-has-this", "password": "x"},
            "accounts:register-facts": {"pupil": "100001", "step": 3, "username": "", **pat},
            "accounts:unlink-child": {"student": alder.students["ada"].pk, "confirmed": "yes"},
            "accounts:relink-child": {"student": alder.students["ada"].pk},
            "accounts:delete-account": {"confirmed": "yes"},
            "accounts:asked-code": {"code": "ABCD-EFGH"},
            "accounts:register-email": {"email": "nobody@home.example"},
            "accounts:add-child": {"pupil": "999999", **pat},
            "accounts:forgot": {"login": "nobody@home.example"},
            "accounts:change-password": {"current": "wrong", "password": "seven quiet otters"},
            "accounts:change-email": {"current": "wrong", "email": "nobody@home.example"},
            "accounts:decide-request": {"number": self.asked.number, "contact": self.asked.contact_id},
            "accounts:choose-password": {"password": "seven quiet otters"},
            "accounts:create-logins": pupils,
            "accounts:reset-logins": pupils | {"confirmed": "yes"},
            "accounts:show-logins": pupils,
            "accounts:emulate": {"reason": "ticket 7", "password": PASSWORD},
            "accounts:give-staff-role": {"role": "office", "school": alder.north.pk},
            "accounts:staff-extras": {"extras": ["administer_accounts"]},
            "accounts:reset-parents": {"parents": [self.child_link], "confirmed": "yes"},
            "accounts:mail-parents-link": {"parents": [self.child_link]},
            "accounts:correct-address": {"address": "right@home.example", "reason": "in_person"},
            "accounts:open-school": {"confirmed": "yes"},
            "accounts:create-staff-logins": staff,
            "accounts:reset-staff-logins": staff | {"confirmed": "yes"},
        }.get(route, {})


@pytest.fixture(scope="module")
def scene(module_cast) -> Scene:
    browsers = everybody(module_cast)
    alder = module_cast.alder
    ids = {"class": alder.class_4a.pk, "students": [alder.students["ada"].pk]}
    made = browsers["teacher"].post(reverse("accounts:show-logins"), ids)
    with use_district(alder.district.pk):
        run = ImportRun.objects.create(file_name="roster.zip", status="ready", created_at=timezone.now())
        role = StaffAssignment.objects.get(staff=alder.staff["teacher"])
        child_link = AccountStudent.objects.get(account=alder.accounts["parent"]).pk
        asked = registers(alder.students["ada"], kim_of(alder), given_name="Kin")
    serial = made["Location"].rpartition("/")[2]
    return Scene(module_cast, browsers, serial, run, role, child_link, asked)


def routes(patterns=None, namespace: str = "") -> Iterator[tuple[str, object]]:
    """(name, view) of every route of a district's portal."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            yield from routes(
                pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace
            )
        else:
            yield f"{namespace}{pattern.name}", pattern.callback


def answer(response) -> str:
    if response.status_code != 302:
        return str(response.status_code)
    if response["Location"].startswith("/sign-in?"):
        return "in"
    return "ch" if response["Location"] == "/choose-password" else "ok"


def test_every_route_has_its_row():
    names = [name for name, _ in routes()]
    assert sorted(names) == sorted(GET) == sorted(POST)
    assert len(set(names)) == len(names)


def test_only_these_open_without_signing_in():
    assert {name for name, view in routes() if not getattr(view, "login_required", True)} == OPEN


@pytest.mark.requirement("A7")
@pytest.mark.parametrize("route", GET)
def test_who_gets_the_page(scene, route):
    got = {who: get(scene.browsers[who], scene.url(route)) for who in WHO}
    assert got == dict(zip(WHO, GET[route].split(), strict=True))


@pytest.mark.requirement("A7")
@pytest.mark.parametrize("route", POST)
def test_who_may_do_it(scene, route):
    got = {}
    for who in WHO:
        client = scene.browsers[who]
        with undone(client):
            got[who] = answer(client.post(scene.url(route), scene.payload(route)))
    assert got == dict(zip(WHO, POST[route].split(), strict=True))


def get(client: Client, url: str) -> str:
    """GET, holding that it writes nothing but the row of a denial, and what every page promises."""
    with undone(client), connection.execute_wrapper(refuse_writes):
        response = client.get(url)
    if response.headers.get("Content-Type", "").startswith("text/html"):
        assert "'self'" in response["Content-Security-Policy"]
        assert "no-store" in response["Cache-Control"]
        foreign = re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*', response.content.decode())
        assert foreign == [], "a page names an address outside"
    return answer(response)


def refuse_writes(execute, sql, params, many, context):
    assert sql.lstrip().upper().startswith(READS) or sql.startswith(DENIAL), f"GET writes: {sql[:100]}"
    return execute(sql, params, many, context)


@pytest.mark.requirement("A7")
@pytest.mark.parametrize(
    ("who", "route"), [("teacher_4b", "accounts:student"), ("clerk", "accounts:create-logins")]
)
def test_a_refusal_is_written_down_once_a_minute(scene, who, route):
    with undone():
        for _ in range(3):
            method = (
                scene.browsers[who].post if route in ("accounts:create-logins",) else scene.browsers[who].get
            )
            assert method(scene.url(route), scene.payload(route)).status_code in (403, 404)
        with use_district(scene.cast.alder.district.pk):
            account = scene.cast.alder.accounts[WHO[who][1]]
            denied = AuditEvent.objects.filter(verb="denied", actor_id=account.pk)
            assert 1 <= denied.count() <= 2  # two when the minute turned meanwhile
