"""The portal as in production, on this machine alone: every part a real process that can be hurt.

PostgreSQL's roles come from deploy/roles.sh, Valkey runs by deploy/valkey.sh, the web by deploy/gunicorn.conf.py,
all with the environment that docker-compose.yml gives, but for the addresses.
"""

import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg2
import redis
from celery import Celery

from portal.launcher import binaries, place
from portal.launcher.children import Child
from portal.launcher.postgres import Postgres
from tests.portal.deployment import FILLED_IN, ROOT, ours

CELERY = [sys.executable, "-W", "ignore::UserWarning", "-m", "celery", "--app", "portal", "--quiet"]


class Installation:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        account = place.database_account()
        programs = binaries.postgres(account, spare=place.home())
        self.postgres = Postgres(folder / "postgres", programs, account, secrets.token_hex(24), durable=True)
        self.web_port, self.valkey_port, self.mail_port = free_port(), free_port(), free_port()
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            **ours()["web"]["environment"],
            "DATABASE_URL": self._database("portal_app", "PORTAL_APP_PASSWORD"),
            "REDIS_URL": f"redis://portal:{FILLED_IN['VALKEY_PASSWORD']}@127.0.0.1:{self.valkey_port}",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",  # nobody there, unless a test listens
            "PYTHONUNBUFFERED": "1",
            "TMPDIR": str(folder / "tmp"),
        }
        self.owner = {"OWNER_DATABASE_URL": self._database("portal_owner", "PORTAL_OWNER_PASSWORD")}
        gunicorn = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
        bind = ["--bind", f"127.0.0.1:{self.web_port}"]
        worker = [*CELERY, "worker", "--include", "tests.faults.tasks", "--concurrency", "2"]
        beat = [*CELERY, "beat", "--schedule", str(folder / "beat"), "--pidfile="]
        self.children = {
            "postgres": self.postgres.child(folder / "postgres.log"),
            "valkey": self._valkey(folder),
            "web": Child("Web", [*gunicorn, *bind], self.environment, folder / "web.log"),
            "worker": Child("Worker", worker, self.environment, folder / "worker.log"),
            "beat": Child("Beat", beat, self.environment, folder / "beat.log"),
        }

    def make(self) -> None:
        """Tables, static files and people, as docs/operating.md says."""
        (self.folder / "tmp").mkdir()
        self.postgres.make()
        self.start("postgres")
        self._roles()
        self.manage("migrate", "--no-input", "--verbosity", "0")
        with (place.home() / "static-files").open("w") as turn:  # parallel test processes share the checkout
            fcntl.flock(turn, fcntl.LOCK_EX)
            self.manage("collectstatic", "--no-input", "--verbosity", "0")
        self.run("-m", "tests.faults.people")

    def start(self, *names: str) -> None:
        for name in names or self.children:
            child = self.children[name]
            if not child.ended:
                continue
            if name == "postgres":
                self.postgres.start(child)
                continue
            child.start()
            if name == "valkey":
                wait_for(lambda: self.broker().ping())
            if name == "web":
                wait_for(lambda: socket.create_connection(("127.0.0.1", self.web_port)).close() is None)

    def stop(self) -> None:
        for child in reversed(self.children.values()):
            child.stop()

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """SIGQUIT is PostgreSQL's immediate shutdown, what `pg_ctl restart -m immediate` begins with."""
        process = self.children[name].process
        process.send_signal(number)
        process.wait(20)

    def manage(self, *arguments: str) -> None:
        self.run("manage.py", *arguments)

    def run(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, *arguments], env={**self.environment, **self.owner}, cwd=ROOT, check=True, timeout=120
        )  # fmt: skip

    def rows(self, sql: str, parameters: tuple = ()) -> list[tuple]:
        """Asked as the superuser, who sees every district's rows."""
        with self.postgres.session("portal") as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []

    def queue_job(self, slug: str) -> int:
        """A job that nobody was told of: the sweep has to find it."""
        ((job,),) = self.rows(
            "INSERT INTO schools_job (district_id, kind, subject_id, status, doing, total, done, attempts, created_at) "
            "SELECT id, 'faults.count', floor(random() * 1e9), 'queued', '', 0, 0, 0, now() "
            "FROM schools_district WHERE slug = %s RETURNING id",
            (slug,),
        )
        return job

    def posting(self, count: int, **how: str) -> subprocess.Popen:
        """Somebody posts mails, each in a transaction of its own (`tests.faults.posting`), and tells of each."""
        command = [
            sys.executable,
            "-m",
            "tests.faults.posting",
            str(count),
            *(f"{k}={v}" for k, v in how.items()),
        ]
        return subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )  # fmt: skip

    def mails(self) -> dict[str, int]:
        """How many mails there are of each status."""
        return dict(self.rows("SELECT status, count(*) FROM accounts_outboxmail GROUP BY status"))

    def job(self, job: int) -> tuple[str, int]:
        """Its status and how often a worker took it."""
        return self.rows("SELECT status, attempts FROM schools_job WHERE id = %s", (job,))[0]

    def district(self, slug: str) -> int:
        return self.rows("SELECT id FROM schools_district WHERE slug = %s", (slug,))[0][0]

    def broker(self) -> redis.Redis:
        return redis.from_url(self.environment["REDIS_URL"], decode_responses=True)

    def sender(self) -> Celery:
        """Somebody who may write to the broker."""
        return Celery(broker=self.environment["REDIS_URL"])

    def log(self, *names: str) -> str:
        return "".join(self.children[name].log.read_text(errors="replace") for name in names)

    def failures(self) -> list[str]:
        """What the web wrote about requests that it answered with 500, for whoever reads a failed test."""
        lines = [json.loads(line) for line in self.log("web").splitlines() if line.startswith("{")]
        failed = {line["request_id"] for line in lines if line.get("status") == 500}
        return [
            f"{line['exception']} at {line['at'][-5:]}"
            for line in lines
            if "exception" in line and line.get("request_id") in failed
        ]

    def _roles(self) -> None:
        """deploy/roles.sh, as the postgres image runs it."""
        names = ("PORTAL_OWNER_PASSWORD", "PORTAL_APP_PASSWORD")
        image = {
            "PATH": f"{self.postgres.programs}:{os.environ['PATH']}",
            "PGHOST": str(self.postgres.folder),
            "PGPASSWORD": self.postgres.password,
            "POSTGRES_USER": "postgres",
            **{name: FILLED_IN[name] for name in names},
        }
        subprocess.run(["sh", "deploy/roles.sh"], env=image, cwd=ROOT, check=True, timeout=60)

    def _database(self, role: str, password: str) -> str:
        return f"postgres://{role}:{FILLED_IN[password]}@/portal?host={self.postgres.folder}"

    def _valkey(self, folder: Path) -> Child:
        """deploy/valkey.sh, with `valkey-server` on its path."""
        (folder / "bin").mkdir()
        (folder / "bin" / "valkey-server").symlink_to(binaries.valkey())
        environment = {
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "VALKEY_PASSWORD": FILLED_IN["VALKEY_PASSWORD"],
        }
        command = ["sh", "deploy/valkey.sh", "--port", str(self.valkey_port), "--bind", "127.0.0.1"]
        return Child("Valkey", command, environment, folder / "valkey.log")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def wait_for(condition: Callable[[], object], *, seconds: float = 30) -> float:
    """Until it is true; returns after how many seconds it was. Fails when that takes longer."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        with suppress(OSError, redis.ConnectionError, psycopg2.OperationalError):
            if condition():
                return time.monotonic() - started
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s")
