"""Journeys: a real browser against real web and worker processes on a database of their own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from portal.launcher.children import dies_with_us
from tests.brokers import broker_url
from tests.databases import login_url
from tests.journeys.mailbox import Mailbox
from tests.journeys.walker import Walker

# Playwright's synchronous API keeps an event loop in this thread; Django would refuse every query in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_collection_modifyitems(items):
    without = pytest.mark.skip(reason="no Chromium on this machine")
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.journey)
            if not CHROMIUM:
                item.add_marker(without)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Playwright turns the back-forward cache off, which would hide what a shared computer shows.
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
        )
        yield browser
        browser.close()


@pytest.fixture
def mailbox(tmp_path) -> Mailbox:
    """Every mail that the journey's portal sends."""
    (tmp_path / "mail").mkdir()
    return Mailbox(tmp_path / "mail")


@pytest.fixture
def server(committed_db, worker_id, mailbox) -> Iterator[int]:
    """The port of a portal on the test's database: gunicorn, a Celery worker, a mail catcher, ended after."""
    catching = socket.create_server(("127.0.0.1", 0))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **os.environ,
        "DATABASE_URL": login_url(committed_db),
        "REDIS_URL": broker_url(worker_id),
        "PORTAL_PORT": str(port),
        "EMAIL_URL": f"smtp://127.0.0.1:{catching.getsockname()[1]}",
        "MAIL_CATCHER_DIR": str(mailbox.folder),
    }
    web = ["gunicorn", "-c", "python:portal.launcher.gunicorn_conf", "-w", "1", "-b", f"127.0.0.1:{port}"]
    worker = ["celery", "-A", "portal", "worker", "-P", "solo", "-l", "WARNING"]
    catcher = ["portal.launcher.catcher", str(mailbox.folder), str(catching.fileno())]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", *command], env=env, preexec_fn=dies_with_us(), pass_fds=[catching.fileno()]
        )
        for command in (catcher, web, worker)
    ]
    try:
        wait_for(port)
        yield port
    finally:
        for process in running:
            process.kill()  # all that they might still finish is thrown away with the database
        for process in running:
            process.wait(20)
        catching.close()


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/live", timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the portal did not start")


@pytest.fixture
def walk(chromium, server) -> Iterator:
    """walk(slug, width=, locale=) -> a Walker with a browser of its own at that district."""
    contexts = []

    def start(slug: str, *, width: int = 1280, locale: str = "en", javascript: bool = True) -> Walker:
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, locale=locale, java_script_enabled=javascript,
            base_url=f"http://{slug}.localhost:{server}",
            reduced_motion="reduce",  # axe would else read a colour half-way between light and dark
        )  # fmt: skip
        contexts.append(context)
        return Walker(context.new_page(), locale=locale, axe=javascript)

    yield start
    for context in contexts:
        context.close()
