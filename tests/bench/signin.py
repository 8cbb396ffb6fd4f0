"""Bench `signin`: what signing in costs beside the hash, which is slow on purpose."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from unittest import mock

from django.contrib.auth.hashers import check_password, make_password
from django.test import Client
from django.utils import timezone

from accounts.hashers import PortalArgon2Hasher
from accounts.models import Account, AccountType, OneTimePassword
from accounts.usecases.create_logins import create_student_logins
from roster.models import Student
from schools.audit import SYSTEM
from tests import databases
from tests.bench.hashers import FREE
from tests.bench.measure import REPEATS, Figure, Side, alternate, ratio, sized
from tests.bench.pupils import load_pupils
from tests.bench.web import Web

PUPILS, HASHED = sized(300, 5), sized(60, 2)
PASSWORD = "quokka-tide-lantern"
STOCK = "portal_bench_stock"


class Bench:
    """Pupils with a one-time password, as many accounts with a password, and a stock project of as many users."""

    def __init__(self, owner) -> None:
        load_pupils(owner, PUPILS)
        students = list(Student.objects.order_by("pk"))
        self.pupils = list(create_student_logins(students=students, actor=SYSTEM, now=timezone.now()))
        names = [f"parent{number}" for number in range(PUPILS)]
        self.logins = [(name, PASSWORD) for name in names]
        self.hash = make_password(PASSWORD)
        now = timezone.now()
        Account.objects.bulk_create(
            Account(type=AccountType.PARENT, username=name, password=self.hash, created_at=now)
            for name in names
        )
        make_stock_project(names)
        database = owner.info.dbname
        portal = {
            "database": database,
            "database_url": databases.login_url(database),
            "host": "alder.localhost",
        }
        self.real = Web(settings="tests.bench.settings", **portal)
        self.free = Web(settings="tests.bench.free_settings", **portal)
        self.stock = Web(
            settings="tests.bench.stock.settings",
            database=STOCK,
            database_url=databases.login_url(STOCK, "OWNER_DATABASE_URL"),
            host="localhost",
        )
        self.webs = [self.real, self.free, self.stock]
        self.verify, self.hashed = Side("verify", HASHED), Side("sign-in", HASHED)
        self.password, self.bare = Side("password, free hash", PUPILS), Side("stock login()", PUPILS)
        self.one_time = Side("one-time password", PUPILS)

    def verify_alone(self) -> None:
        with self.verify.measured():
            for _ in range(HASHED):
                check_password(PASSWORD, self.hash)

    def sign_in_hashed(self) -> None:
        self._measure(self.hashed, self.real, islice(cycle(self.logins), HASHED))

    def sign_in_free(self) -> None:
        self._measure(self.password, self.free, self.logins)

    def sign_in_stock(self) -> None:
        self._measure(self.bare, self.stock, self.logins)

    def enter_one_time(self) -> None:
        OneTimePassword.objects.update(entries=0)
        logins = [(pupil.username, pupil.password) for pupil in self.pupils]
        self._measure(self.one_time, self.free, logins, then="/choose-password")

    def stop(self) -> None:
        for web in self.webs:
            web.stop()

    def _measure(self, side: Side, web: Web, logins: Iterable[tuple[str, str]], then: str = "/") -> None:
        web.connection.close()  # the server hung up while the others were measured
        with side.measured(*web.workers(), own=False):
            for name, password in logins:
                web.sign_in(name, password, then=then)


def make_stock_project(names: list[str]) -> None:
    databases.clone("template0", STOCK)
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.bench.stock.settings",
        "DATABASE_URL": databases.login_url(STOCK, "OWNER_DATABASE_URL"),
    }
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=env, check=True)
    owner = databases.owner_connection(STOCK)
    with owner.cursor() as cursor:
        cursor.execute(
            "INSERT INTO auth_user (username, password, is_superuser, is_staff, is_active, first_name, last_name, "
            "email, date_joined) SELECT name, %s, false, false, true, '', '', '', now() FROM unnest(%s) AS name",
            [FREE, names],
        )
    owner.commit()
    owner.close()


def hashes_of_one_entry(name: str, password: str) -> int:
    """How often a right one-time password calls the hasher, counted in this process."""
    OneTimePassword.objects.update(entries=0)
    with (
        mock.patch.object(PortalArgon2Hasher, "verify") as verify,
        mock.patch.object(PortalArgon2Hasher, "encode") as encode,
    ):
        browser = Client(headers={"host": "alder.localhost"})
        response = browser.post("/sign-in", {"login": name, "password": password})
    if response.headers.get("Location") != "/choose-password":
        raise AssertionError("the one-time password opened nothing")
    return verify.call_count + encode.call_count


def run(owner) -> Iterator[Figure]:
    bench = Bench(owner)
    try:
        for warm_up in (bench.sign_in_hashed, bench.sign_in_free, bench.sign_in_stock, bench.enter_one_time):
            warm_up()
        for side in (bench.hashed, bench.password, bench.bare, bench.one_time):
            side.cpu.clear()
            side.wall.clear()
        alternate(
            REPEATS, bench.verify_alone, bench.sign_in_hashed, bench.sign_in_free, bench.sign_in_stock,
            bench.enter_one_time,
        )  # fmt: skip
    finally:
        bench.stop()
        databases.drop(STOCK)
    yield ratio("signin.hash", bench.verify.cpu, bench.hashed.cpu, bench.verify, bench.hashed)
    yield ratio("signin.password", bench.password.cpu, bench.bare.cpu, bench.password, bench.bare)
    yield ratio("signin.one_time", bench.one_time.cpu, bench.password.cpu, bench.one_time, bench.password)
    pupil = bench.pupils[0]
    hashes = hashes_of_one_entry(pupil.username, pupil.password)
    yield Figure("signin.one_time.hashes", hashes, "of one entry")
