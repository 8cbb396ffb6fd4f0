"""Bench `search`: an admin of 100,000 accounts searches among 1,000,000, behind row-level security."""

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.account_search import Asked, OfType, Sort, Standing, search
from portal import environment
from schools.capabilities import Role
from schools.models import District
from schools.scope import Reach
from schools.tenancy import use_district
from tests import databases
from tests import factories as make
from tests.bench.accounts import load_accounts
from tests.bench.class_page import NOT_COUNTED
from tests.bench.measure import REPEATS, Figure, Side, alternate, ratio, sized
from tests.bench.pupils import names
from tests.bench.web import Web
from tests.cast import make_districts

SMALL, LARGEST, ALL = sized(10_000, 200), sized(100_000, 2_000), sized(1_000_000, 3_000)
DISTRICTS = sized(50, 3)
OTHERS = (ALL - LARGEST) // (DISTRICTS - 1)
KIND = sized(50, 5)  # fragments of each of four kinds
LOOKS = sized(5, 1)  # at each query, for its median
ADMIN = "benchadmin"
NOT_OF_THE_PAGE = (*NOT_COUNTED, 'SELECT "schools_district"')  # asked for once in fifteen seconds


def fragments() -> list[str]:
    """200, the same in every run: rare ones, surnames, domains, three signs."""
    people = [last for _, last in names(20_000)]
    domains = ("home.example", "post.ex", "families", "mail.invalid", "@home", "example", ".test", "s.t")
    rare = [f"{100_000 + 97 * number}" if number % 2 else f"{41 * number}@post" for number in range(KIND)]
    surnames = list(dict.fromkeys(people))[:KIND]
    three = [people[-number][1:4].ljust(3, "e") for number in range(1, KIND + 1)]
    return [*rare, *surnames, *islice(cycle(domains), KIND), *three]


def questions() -> list[Asked]:
    """Each fragment with another filter or order, every fifth as typed only."""
    ways = cycle(
        [
            {}, {"sort": Sort.SIGN_IN, "downwards": True}, {"of_type": OfType.PARENT},
            {"standing": Standing.PENDING}, {"sort": Sort.ACCOUNT, "of_type": OfType.STUDENT},
        ]
    )  # fmt: skip
    return [Asked(typed=typed, **way) for typed, way in zip(fragments(), ways, strict=False)]


class Installation:
    """A database of its own with that many accounts in district Alder, and as many others as asked for."""

    def __init__(self, name: str, own: int, others: int = 0) -> None:
        self.name, self.own = name, own
        databases.connect_to(name)
        make_districts()
        owner = databases.owner_connection(name)
        sizes = [(District.objects.get(slug="alder").pk, own), *((pk, OTHERS) for pk in more(owner, others))]
        self.loading = Side("the owner's loading", 1)
        with self.loading.measured(owner.info.backend_pid):
            load_accounts(owner, sizes)
        owner.close()
        with self.district():
            make.make_staff_account(make.make_staff(Role.DISTRICT_ADMIN), ADMIN)
        connection.close()
        self.web = Web(
            settings="tests.bench.free_settings",
            database=name,
            database_url=databases.login_url(name),
            host="alder.localhost",
        )
        self.web.stay(ADMIN, make.PASSWORD)
        self.side = Side(f"{own:,} of {sum(count for _, count in sizes):,} accounts", 4 * KIND)

    def district(self):
        return use_district(District.objects.get(slug="alder").pk)

    def search(self) -> None:
        self.web.connection.close()  # the server hung up while the others were measured
        with self.side.measured(*self.web.workers(), own=False):
            for asked in questions():
                self.web.ask("GET", "/manage/accounts" + asked.turned(), None, status=200)


def more(owner, count: int) -> list[int]:
    """So many districts more, made as the owner makes them."""
    with owner.cursor() as cursor:
        cursor.execute(
            "INSERT INTO schools_district (slug, name, kind, time_zone, language, users_change_password, "
            "users_change_email, deleting_is_separate) SELECT 'bench' || n, 'District', 'schools', 'UTC', 'en', true, "
            "true, false FROM generate_series(1, %s) AS n RETURNING id",
            [count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def run(owner) -> Iterator[Figure]:
    name = owner.info.dbname
    owner.close()
    connection.close()
    others = [f"{name}_small", f"{name}_alone"]
    for other in (*others, name):
        databases.clone(environment.database("DATABASE_URL")["NAME"], other)
    installations = []
    try:
        whole = Installation(name, LARGEST, DISTRICTS - 1)
        installations = [whole, Installation(others[0], SMALL), Installation(others[1], LARGEST)]
        yield from compare(*installations)
        databases.connect_to(name)
        with whole.district():
            yield slowest()
            yield from statements()
    finally:
        for installation in installations:
            installation.web.stop()
        connection.close()
        for other in others:
            databases.drop(other)
        databases.connect_to(name)


def compare(whole: Installation, small: Installation, alone: Installation) -> Iterator[Figure]:
    """The same questions to all three, and the same answers of the two that have the same district."""
    totals = [list(answers(installation)) for installation in (whole, alone)]
    if totals[0] != totals[1] or not any(totals[0]):
        raise AssertionError("the same district answers differently")
    alternate(1, whole.search, small.search, alone.search)
    for installation in (whole, small, alone):
        installation.side.cpu.clear()
        installation.side.wall.clear()
    alternate(REPEATS, whole.search, small.search, alone.search)
    sides = f"{whole.loading}: {ALL:,} accounts in {DISTRICTS} districts"
    yield Figure("search.load", whole.loading.cpu[0], sides)
    yield ratio("search.page", whole.side.cpu, small.side.cpu, whole.side, small.side)
    yield ratio("search.alone", whole.side.cpu, alone.side.cpu, whole.side, alone.side)


def answers(installation: Installation) -> Iterator[tuple[int, int]]:
    databases.connect_to(installation.name)
    with installation.district():
        for asked in questions():
            found = search(asked, Reach(everything=True), now=make.timezone.now())
            yield found.total, len(found.ids)
    connection.close()


def slowest() -> Figure:
    """Each question's own time in the database, against reading one account by its key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
        cursor.execute("SELECT max(id) FROM accounts_account")
        key = cursor.fetchone()[0]

        def read() -> None:
            cursor.execute("SELECT * FROM accounts_account WHERE id = %s", [key])
            cursor.fetchone()

        one = median(spent(backend, read) for _ in range(20 * LOOKS))

    def ask(asked: Asked) -> float:
        now = make.timezone.now()
        look = lambda: search(asked, Reach(everything=True), now=now)  # noqa: E731
        return median(spent(backend, look) for _ in range(LOOKS))

    times = {asked: ask(asked) for asked in questions()}
    worst = max(times, key=times.__getitem__)
    described = f"“{worst.typed}” {worst.turned()}: {times[worst] * 1e3:.1f} ms; all {median(times.values()) * 1e3:.2f} ms"
    return Figure(
        "search.slowest", times[worst] / one, f"{described}; one account by its key {one * 1e3:.3f} ms CPU"
    )


def spent(backend: int, step) -> float:
    """CPU seconds of the backend, in nanoseconds' steps: the clock of `measure` ticks a hundred times a second."""
    before = _scheduled(backend)
    step()
    return (_scheduled(backend) - before) / 1e9


def _scheduled(pid: int) -> int:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])


def statements() -> Iterator[Figure]:
    """What PostgreSQL is sent for a page, whatever is asked."""
    client = Client(headers={"host": "alder.localhost"})
    client.post("/sign-in", {"login": ADMIN, "password": make.PASSWORD})
    counts = set()
    for asked in questions():
        with CaptureQueriesContext(connection) as queries:
            response = client.get("/manage/accounts" + asked.turned())
        if b"<tbody>" in response.content:
            counts.add(sum(not query["sql"].startswith(NOT_OF_THE_PAGE) for query in queries))
    yield Figure("search.statements", max(counts), "a page that shows accounts")
    yield Figure("search.growth", max(counts) - min(counts), "statements, whatever is asked")
