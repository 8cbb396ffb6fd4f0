"""The portal's own processes: Celery's worker, gunicorn, Celery's beat."""

import http.client
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from portal.launcher.children import Child

PATIENCE = 90  # seconds for the first page
# The worker runs as whoever started it, root too: PostgreSQL's account may not be able to read the checkout.
CELERY = ["-W", "ignore:You're running the worker with superuser privileges", "-m", "celery", "-A", "portal"]


def start(environment: Mapping[str, str], *, logs: Path, schedule: Path, web: socket.socket) -> list[Child]:
    """All three, the last to stop first; the first page answers. None is told the login of the owner."""
    number, port = web.fileno(), web.getsockname()[1]
    told = {name: value for name, value in environment.items() if name != "OWNER_DATABASE_URL"}
    schedule.mkdir(mode=0o700, exist_ok=True)
    gunicorn = ["-m", "gunicorn", "-c", "python:portal.launcher.gunicorn_conf", "--bind", f"fd://{number}"]
    worker = [
        *CELERY,
        "worker",
        "--concurrency=2",
        "--loglevel=warning",
        "--without-gossip",
        "--without-mingle",
    ]
    beat = [*CELERY, "beat", "--loglevel=warning", f"--schedule={schedule / 'times'}", "--pidfile="]
    works = Child("Worker", [sys.executable, *worker], told, logs / "worker.log")
    serves = Child("Web", [sys.executable, *gunicorn], told, logs / "web.log", pass_fds=[number])
    ticks = Child("Beat", [sys.executable, *beat], told, logs / "beat.log")
    try:
        serves.start()
        wait_for_page(port, serves)  # alone on the machine: a page is what people look for first
        works.start()
        ticks.start()
    except BaseException:
        for child in (ticks, serves, works):
            child.stop()
        raise
    return [works, serves, ticks]


def wait_for_page(port: int, web: Child) -> None:
    until = time.monotonic() + PATIENCE
    while not answers(port):
        if web.ended or time.monotonic() > until:
            raise SystemExit(f"The portal does not answer. It wrote:\n{web.last_words(40)}")
        time.sleep(0.05)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/live", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
