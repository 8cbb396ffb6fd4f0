"""A web server of its own for a bench, and who works for it: gunicorn, its database's backends, Valkey."""

import http.client
import os
import socket
import subprocess
import sys
import time
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import redis

from portal.launcher.children import dies_with_us
from tests.databases import owner_connection

TOKEN = "a" * 32  # CSRF: cookie and field agree
GUNICORN = ("-m", "gunicorn", "-c", "python:portal.launcher.gunicorn_conf", "-w", "1", "--threads", "1")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Web:
    """One gunicorn worker; `host` is whose portal is asked for."""

    def __init__(self, *, settings: str, database: str, database_url: str, host: str) -> None:
        self.database, self.host, self.session = database, host, ""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "DATABASE_URL": database_url}
        self.process = subprocess.Popen(
            [sys.executable, *GUNICORN, "-b", f"127.0.0.1:{port}"],
            env=env,
            stdout=subprocess.DEVNULL,
            preexec_fn=dies_with_us(),
        )
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._wait()

    def ask(self, method: str, path: str, typed: dict[str, str] | None, *, status: int) -> None:
        """One page asked for, or one form posted, as a browser that comes for the first time or has stayed."""
        body = urlencode(typed | {"csrfmiddlewaretoken": TOKEN}) if typed else None
        self.connection.request(
            method, path, body, {**FORM, "Host": self.host, "Cookie": f"portal_csrf={TOKEN}{self.session}"}
        )
        response = self.connection.getresponse()
        page = response.read()
        if response.status != status:
            raise AssertionError(f"{path}: {response.status} {page[:2000]!r}")

    def sign_in(self, name: str, password: str, *, then: str) -> str:
        """By the form, as a browser that comes for the first time; must lead to `then`. The cookies given."""
        body = urlencode({"login": name, "password": password, "csrfmiddlewaretoken": TOKEN})
        cookies = f"portal_csrf={TOKEN}; csrftoken={TOKEN}"
        self.connection.request("POST", "/sign-in", body, {**FORM, "Host": self.host, "Cookie": cookies})
        response = self.connection.getresponse()
        page = response.read()
        if response.headers["Location"] != then:
            raise AssertionError(f"{name}: {response.status} {response.headers['Location']} {page[:2000]!r}")
        return "; ".join(response.headers.get_all("Set-Cookie"))

    def stay(self, name: str, password: str) -> None:
        """Sign in, and ask as that person from now on."""
        cookies = SimpleCookie(self.sign_in(name, password, then="/"))
        self.session = f"; portal_session={cookies['portal_session'].value}"

    def workers(self) -> list[int]:
        """Everybody whose CPU time a request spends."""
        owner = owner_connection(self.database)
        with owner.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity "
                "WHERE datname = %s AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
                [self.database],
            )
            backends = [pid for (pid,) in cursor.fetchall()]
        owner.close()
        valkey = redis.Redis.from_url(os.environ["REDIS_URL"]).info("server")["process_id"]
        return [*_children_of(self.process.pid), *backends, valkey]

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.wait(20)

    def _wait(self) -> None:
        for _ in range(300):
            try:
                self.connection.request("GET", "/live", headers={"Host": self.host})
                self.connection.getresponse().read()
            except OSError:
                self.connection.close()
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the web server did not start")


def _children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
