"""PostgreSQL for one folder: made once, reached over a unix socket by password, two roles of ours in it."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from portal.launcher import place
from portal.launcher.children import Child

# What the wheel's PostgreSQL needs of the environment; nothing of the caller's reaches it.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
# Code points decide, whatever the machine: with the plain C locale lower('É') would stay 'É'.
LOCALE = ["--locale-provider=builtin", "--locale=C.UTF-8", "--encoding=UTF8"]
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",  # a refused statement may carry names and secrets
}
STILL_HELD = ("lock file", "still in use")  # in what PostgreSQL says when another one has the cluster
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postgres:
    """`folder` holds the cluster and the socket, and belongs to the account that PostgreSQL runs under."""

    folder: Path
    programs: Path
    account: Mapping[str, Any]
    password: str
    durable: bool

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    def make(self) -> None:
        """The cluster, unless it is there: made aside and renamed, so that half a one is never used."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        place.give(self.folder, self.account)
        if self.cluster.exists():
            self._refuse_other_version()
            return
        work, secret = self.folder / "cluster.new", self.folder / "password"
        shutil.rmtree(work, ignore_errors=True)
        secret.write_text(self.password)
        place.give(secret, self.account)
        paths = [f"--pgdata={work}", f"--pwfile={secret}"]
        self._program("initdb", *paths, "--username=postgres", "--auth=scram-sha-256", "-N", *LOCALE)
        secret.unlink()
        (work / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        work.rename(self.cluster)

    def child(self, log: Path) -> Child:
        settings = {**SETTINGS, **({} if self.durable else FORGETFUL), "unix_socket_directories": self.folder}
        options = [f"--{name}={value}" for name, value in settings.items()]
        return Child(
            "PostgreSQL",
            [self.programs / "postgres", "-D", self.cluster, *options],
            ENVIRONMENT,
            log,
            folder=Path("/"),
            account=self.account,
            death=signal.SIGINT,
            end=signal.SIGINT,
        )

    def start(self, child: Child, *, patience: float = 30) -> None:
        """Waits for an answer. A killed supervisor's PostgreSQL may still be letting go of the cluster."""
        until = time.monotonic() + patience
        child.start()
        while not (self.serves(child) and self.answers()):
            words = child.last_words() if child.ended else ""
            if time.monotonic() > until or (words and not any(sign in words for sign in STILL_HELD)):
                raise SystemExit(f"PostgreSQL did not start. It wrote:\n{child.last_words()}")
            if child.ended:
                time.sleep(0.2)
                child.start()
            time.sleep(0.02)

    def serves(self, child: Child) -> bool:
        """Whether this child has the cluster, not one that is still on its way out."""
        try:
            first, _, _ = (self.cluster / "postmaster.pid").read_text().partition("\n")
        except FileNotFoundError:
            return False
        return child.process is not None and first == str(child.process.pid)

    def answers(self) -> bool:
        try:
            with self.session():
                return True
        except psycopg2.OperationalError:
            return False

    @contextmanager
    def session(self, database: str = "postgres") -> Iterator[Any]:
        """A cursor of the superuser's, each statement committed by itself."""
        with closing(self._connect(database)) as it:
            it.autocommit = True
            with it.cursor() as cursor:
                yield cursor

    def provide(self, database: str, passwords: dict[str, str], *, owner_may_create: bool) -> None:
        """Our two roles, members of nothing, with these passwords, and a database of portal_owner's."""
        rights = {
            "portal_app": "NOCREATEDB",
            "portal_owner": "CREATEDB" if owner_may_create else "NOCREATEDB",
        }
        with self.session() as cursor:
            for role, right in rights.items():
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                verb = "ALTER" if cursor.fetchone() else "CREATE"
                statement = (
                    f"{verb} ROLE {{}} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {right} PASSWORD {{}}"
                )
                cursor.execute(sql.SQL(statement).format(sql.Identifier(role), sql.Literal(passwords[role])))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            if not cursor.fetchone():
                cursor.execute(
                    sql.SQL("CREATE DATABASE {} OWNER portal_owner").format(sql.Identifier(database))
                )

    def drop(self, database: str) -> None:
        with self.session() as cursor:
            cursor.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
            )

    def url(self, role: str, password: str, database: str) -> str:
        return f"postgres://{role}:{password}@/{self.folder}/{database}"

    def _connect(self, database: str) -> Any:
        return psycopg2.connect(
            host=str(self.folder), user="postgres", password=self.password, dbname=database
        )

    def _program(self, name: str, *arguments: str | Path) -> None:
        command = [self.programs / name, *arguments]
        done = subprocess.run(
            command, env=ENVIRONMENT, cwd="/", capture_output=True, text=True, check=False, **self.account
        )
        if done.returncode:
            raise SystemExit(f"{name} failed:\n{done.stderr.strip()}")

    def _refuse_other_version(self) -> None:
        made = (self.cluster / "PG_VERSION").read_text().strip()
        done = subprocess.run(
            [self.programs / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        if done.stdout.split()[2].split(".")[0] != made:
            raise SystemExit(
                f"The demo's data were made by PostgreSQL {made}: script/server --fresh begins anew."
            )
