"""Bench `create`: a login for every pupil of a large district, from names to audit rows."""

import io
from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Account, AccountStudent, AccountType, OneTimePassword
from accounts.one_time_passwords import one_time_passwords
from accounts.usecases.create_logins import create_student_logins
from accounts.usernames import base_for, numbered
from roster.models import Student
from schools.audit import SYSTEM
from tests.bench.measure import REPEATS, Figure, Side, alternate, ratio, sized
from tests.bench.pupils import load_pupils

MANY, FEW, ONE_BY_ONE = sized(100_000, 200), sized(1_000, 20), sized(100, 2)
FEW_ROUNDS = sized(20, 1)  # 1,000 at a time, so often that the clock's ticks do not matter
# In the order in which their rows can be written.
TABLES = (
    "accounts_account", "accounts_accountstudent", "accounts_onetimepassword", "accounts_issuedusername",
    "schools_auditevent", "accounts_accountsearch",
)  # fmt: skip
WATCHED = ("accounts_account", "accounts_accountstudent")  # their triggers write the search rows


class Bench:
    def __init__(self, owner) -> None:
        self.owner = owner
        load_pupils(self.owner, MANY)
        self.students = list(Student.objects.order_by("pk"))
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # a page has 30 seconds; a busy machine may need more
            cursor.execute("SELECT pg_backend_pid()")
            self.web = cursor.fetchone()[0]
        self.copy = self.owner.info.backend_pid
        self.many, self.few = Side("the use case", MANY), Side("1,000 at a time", FEW * FEW_ROUNDS)
        self.copied, self.looped = Side("COPY", MANY), Side("create_user", ONE_BY_ONE)

    def create_many(self) -> None:
        with self.many.measured(self.web):
            create(self.students)
        self.made, self.rows = self._sums(), self._export()
        self.clear()

    def copy_the_same(self) -> None:
        self._triggers("DISABLE", *WATCHED)  # what they would write is copied like the rest
        with self.copied.measured(self.copy), self.owner.cursor() as cursor:
            for table, rows in self.rows.items():
                cursor.copy_expert(f"COPY {table} FROM STDIN", io.BytesIO(rows))
            self.owner.commit()
        self._triggers("ENABLE", *WATCHED)
        if self._sums() != self.made:
            raise AssertionError("the two sides did not write the same rows")
        self.clear()

    def create_few(self) -> None:
        with self.few.measured(self.web):
            for start in range(0, FEW * FEW_ROUNDS, FEW):
                create(self.students[start : start + FEW])
        self.clear()

    def create_one_by_one(self) -> None:
        with self.looped.measured(self.web):
            for student in self.students[:ONE_BY_ONE]:
                create_user(student)
        self.clear()

    def clear(self) -> None:
        """Empty tables again; the audit's own triggers would refuse even the owner."""
        self._triggers("DISABLE", "schools_auditevent")
        self._own(f"TRUNCATE {', '.join(TABLES)}, accounts_usernamecounter CASCADE")
        self._triggers("ENABLE", "schools_auditevent")

    def _sums(self) -> dict[str, tuple[int, str]]:
        sums = {}
        with self.owner.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"SELECT count(*), sum(hashtextextended(row::text, 0)) FROM {table} AS row")
                sums[table] = cursor.fetchone()
        self.owner.commit()
        if {count for count, _ in sums.values()} != {MANY}:
            raise AssertionError(f"rows are missing: {sums}")
        return sums

    def _export(self) -> dict[str, bytes]:
        rows = {}
        for table in TABLES:
            buffer = io.BytesIO()
            with self.owner.cursor() as cursor:
                cursor.copy_expert(f"COPY (SELECT * FROM {table}) TO STDOUT", buffer)
            rows[table] = buffer.getvalue()
        self.owner.commit()
        return rows

    def _triggers(self, verb: str, *tables: str) -> None:
        for table in tables:
            self._own(f"ALTER TABLE {table} {verb} TRIGGER USER")
        self.owner.commit()

    def _own(self, statement: str) -> None:
        with self.owner.cursor() as cursor:
            cursor.execute(statement)


def run(owner) -> Iterator[Figure]:
    bench = Bench(owner)
    bench.clear()
    alternate(REPEATS, bench.create_many, bench.copy_the_same, bench.create_few, bench.create_one_by_one)
    many, few, copied, looped = bench.many, bench.few, bench.copied, bench.looped
    yield ratio("create.copy", copied.cpu, many.cpu, many, copied)
    yield ratio("create.linear", many.cpu, few.cpu, many, few)
    yield ratio("create.create_user", looped.cpu, many.cpu, many, looped)


def create(students: list[Student]) -> None:
    made = create_student_logins(students=students, actor=SYSTEM, now=timezone.now())
    if len(made) != len(students):
        raise AssertionError(f"{len(students) - len(made)} logins are missing")


def create_user(student: Student) -> None:
    """What a portal does that makes one account after the other, the password hashed."""
    base, held, now = base_for(student.given_name, student.family_name), 0, timezone.now()
    while Account.objects.filter(username=numbered(base, held)).exists():
        held += 1
    with transaction.atomic():
        account = Account(type=AccountType.STUDENT, username=numbered(base, held), created_at=now)
        account.set_password(one_time_passwords(1)[0])
        account.save()
        AccountStudent.objects.create(account=account, student=student, role="self", created_at=now)
        OneTimePassword.objects.create(account=account, issued_at=now, expires_at=now)
