"""Bench `writers`: eight creators at once whose pupils share one pool of surnames."""

import multiprocessing
import time
from collections.abc import Iterator
from statistics import median

import django
from django.db import connection
from django.utils import timezone

from schools.tenancy import current_district_id
from tests.bench.measure import REPEATS, Figure, alternate, sized
from tests.bench.pupils import load_pupils

WRITERS, EACH, BATCH = 8, sized(2_000, 20), sized(250, 10)


class Bench:
    def __init__(self, owner) -> None:
        self.owner, self.database, self.district_id = owner, owner.info.dbname, current_district_id()
        load_pupils(self.owner, WRITERS * EACH)
        self.lone, self.together, self.failures = [], [], 0

    def one(self) -> None:
        self.lone.append(self._rate(1))

    def eight(self) -> None:
        self.together.append(self._rate(WRITERS))

    def _rate(self, writers: int) -> float:
        """Logins a second, from the moment that all are connected to the last one's end."""
        self._clear()
        context = multiprocessing.get_context("spawn")
        with context.Manager() as manager:
            barrier, results = manager.Barrier(writers), manager.list()
            facts = (self.database, self.district_id, barrier, results)
            workers = [context.Process(target=write, args=(number, *facts)) for number in range(writers)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            results = list(results)
        self.failures += writers * EACH - sum(made for _, _, made in results)
        return sum(made for _, _, made in results) / (
            max(ended for _, ended, _ in results) - min(began for began, _, _ in results)
        )

    def _clear(self) -> None:
        """As in a new district: PostgreSQL's statistics say that there is nobody."""
        with self.owner.cursor() as cursor:
            cursor.execute("ALTER TABLE schools_auditevent DISABLE TRIGGER USER")
            cursor.execute(
                "TRUNCATE accounts_account, accounts_accountsearch, accounts_issuedusername, accounts_usernamecounter, schools_auditevent "
                "CASCADE"
            )
            cursor.execute("ALTER TABLE schools_auditevent ENABLE TRIGGER USER")
        self.owner.commit()
        self.owner.autocommit = True
        with self.owner.cursor() as cursor:
            cursor.execute(
                "VACUUM ANALYZE accounts_account, accounts_accountstudent, accounts_onetimepassword"
            )
        self.owner.autocommit = False

    def duplicates(self) -> int:
        with self.owner.cursor() as cursor:
            cursor.execute("SELECT count(*) - count(DISTINCT username) FROM accounts_account")
            return cursor.fetchone()[0]

    def deadlocks(self) -> int:
        with self.owner.cursor() as cursor:
            cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
            return cursor.fetchone()[0]


def run(owner) -> Iterator[Figure]:
    bench = Bench(owner)
    alternate(REPEATS, bench.one, bench.eight)
    lone, together = median(bench.lone), median(bench.together)
    sides = f"wall: {together:,.0f}/s by {WRITERS}, {lone:,.0f}/s by one; {EACH:,} each, {REPEATS} repeats"
    yield Figure("writers.rate", together / lone, sides)
    yield Figure("writers.duplicates", bench.duplicates(), f"of {WRITERS * EACH:,} usernames")
    yield Figure("writers.deadlocks", bench.deadlocks(), "as PostgreSQL counts them")
    yield Figure("writers.failures", bench.failures, f"of {REPEATS * (WRITERS + 1) * EACH:,} logins")


def write(number: int, database: str, district_id: int, barrier, results) -> None:
    """One creator, a process of its own: every `WRITERS`th pupil, a class or two at a time."""
    django.setup()
    from accounts.usecases.create_logins import create_student_logins
    from roster.models import Student
    from schools.audit import SYSTEM
    from schools.tenancy import use_district
    from tests import databases

    databases.connect_to(database)
    with use_district(district_id):
        students = list(Student.objects.order_by("pk"))[number::WRITERS]
        made = 0
        barrier.wait()
        began = time.time()
        for start in range(0, EACH, BATCH):
            batch = students[start : start + BATCH]
            made += len(create_student_logins(students=batch, actor=SYSTEM, now=timezone.now()))
        results.append((began, time.time(), made))
    connection.close()
