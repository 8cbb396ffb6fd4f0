"""Bench `register`: the parent's form, posted, against the empty form page (no hash is computed by either)."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import PublicRequest
from tests import databases
from tests.bench.measure import REPEATS, Figure, Side, alternate, ratio, sized
from tests.bench.web import Web
from tests.cast import make_cast

FORM, POSTS = "/register/facts", sized(100, 2)
NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


class Bench:
    def __init__(self, owner) -> None:
        place = make_cast().alder
        contact = place.accounts["parent"].contact
        self.match = {
            "step": "3", "pupil": place.students["ada"].number, "given_name": contact.given_name,
            "family_name": contact.family_name, "username": "",
        }  # fmt: skip
        self.no_match = self.match | {"pupil": "none", "given_name": "Nobody"}
        database = owner.info.dbname
        self.web = Web(
            settings="tests.bench.settings", database=database, database_url=databases.login_url(database),
            host="alder.localhost",
        )  # fmt: skip
        self.page, self.post = Side("empty form", POSTS), Side("post", POSTS)

    def look(self) -> None:
        self._measure(self.page, "GET", None, 200)

    def send(self) -> None:
        self._measure(self.post, "POST", self.match, 302)
        PublicRequest.objects.all().delete()  # each repeat begins alike

    def _measure(self, side: Side, method: str, typed: dict[str, str] | None, status: int) -> None:
        self.web.connection.close()  # the server hung up while the other side was measured
        with side.measured(*self.web.workers(), own=False):
            for _ in range(POSTS):
                self.web.ask(method, FORM, typed, status=status)


def statements_of(typed: dict[str, str]) -> int:
    """How many PostgreSQL is sent by a browser's first post, counted in this process."""
    browser = Client(headers={"host": "alder.localhost"})
    with CaptureQueriesContext(connection) as queries:
        response = browser.post(FORM, typed)
    if response.headers.get("Location") != "/asked":
        raise AssertionError(f"answered {response.status_code}")
    return sum(not query["sql"].startswith(NOT_COUNTED) for query in queries)


def run(owner) -> Iterator[Figure]:
    bench = Bench(owner)
    try:
        for warm_up in (bench.look, bench.send):
            warm_up()
        for side in (bench.page, bench.post):
            side.cpu.clear()
            side.wall.clear()
        alternate(REPEATS, bench.look, bench.send)
    finally:
        bench.web.stop()
    yield ratio("register.post", bench.post.cpu, bench.page.cpu, bench.post, bench.page)
    statements_of(bench.match)  # reads what a process reads once
    counts = {statements_of(typed) for typed in (bench.match, bench.no_match) * REPEATS}
    yield Figure("register.statements", max(counts), f"match and no match, {REPEATS} repeats each")
    yield Figure("register.growth", max(counts) - min(counts), "statements, between match and no match")
