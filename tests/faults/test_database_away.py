"""PostgreSQL goes and comes back: 503 with Retry-After meanwhile, afterwards everything goes on by itself (F9)."""

import re
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.factories import PASSWORD
from tests.faults.installation import Installation, wait_for
from tests.faults.visitor import Visitor

pytestmark = pytest.mark.long


def test_without_the_database_every_page_is_a_503_that_says_when_to_come_back(installation, visitor):
    visitor.sign_in("teacher", PASSWORD)
    installation.kill("postgres", signal.SIGQUIT)
    answers = [visitor.get("/"), visitor.get("/sign-in"), Visitor(visitor.port, "nobody.example").get("/")]
    answers.append(visitor.ask("POST", "/sign-in", body="login=teacher&password=x"))
    assert [answer.status for answer in answers] == [503] * 4
    for answer in answers:
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.seconds < 5
        assert "Back in a moment" in answer.text
        assert answer.headers["Content-Security-Policy"]
    assert visitor.get("/live").status == 200
    assert_styled(visitor, answers[0].text)
    ready = visitor.get("/ready")
    assert (ready.status, ready.seconds < 5) == (503, True)


def assert_styled(visitor: Visitor, page: str) -> None:
    """Static files come from the web's own memory: by content in their names, to be kept for good."""
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert len(files) > 5
    for path in files:
        answer = visitor.get(path)
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", path)
        assert (answer.status, answer.headers["Cache-Control"]) == (
            200,
            "max-age=315360000, public, immutable",
        )
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Strict-Transport-Security"]
        assert "Set-Cookie" not in answer.headers


def test_web_and_worker_come_back_by_themselves(installation, visitor):
    visitor.sign_in("teacher", PASSWORD)
    installation.kill("postgres", signal.SIGQUIT)
    assert visitor.get("/").status == 503
    time.sleep(12)  # beat asks, and the worker fails, at least once meanwhile
    before = [installation.children[name].process.pid for name in ("web", "worker", "beat")]
    installation.start("postgres")
    assert wait_for(lambda: visitor.get("/").status == 200) < 10
    job = installation.queue_job("alder")
    wait_for(lambda: installation.job(job)[1] == 1, seconds=15)  # beat asks every 5 s
    wait_for(lambda: installation.job(job)[0] == "done")
    assert [installation.children[name].process.pid for name in ("web", "worker", "beat")] == before
    assert all(not child.ended for child in installation.children.values())


def test_a_database_that_takes_nobody_in_is_given_up_within_five_seconds(installation, visitor):
    """It accepts connections and never answers on them (half of F10: one that hangs in mid-query is another matter)."""
    visitor.get("/sign-in")
    installation.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'portal_app'")
    installation.children["postgres"].process.send_signal(signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(3) as crowd:
            answers = list(crowd.map(visitor.get, ["/sign-in", "/", "/ready"]))
        live = visitor.get("/live")
    finally:
        installation.children["postgres"].process.send_signal(signal.SIGCONT)
    assert [answer.status for answer in answers[::2]] == [503, 503]
    assert max(answer.seconds for answer in answers) < 5
    assert (live.status, live.seconds < 1) == (200, True)
    wait_for(lambda: visitor.get("/sign-in").status == 200, seconds=10)


def test_what_was_accepted_under_load_is_there_after_an_immediate_restart(installation):
    """Eight people keep signing in while the database is killed and started again."""
    crowd = [Signing(installation) for _ in range(8)]
    for one in crowd:
        one.start()
    time.sleep(2)
    installation.kill("postgres", signal.SIGQUIT)
    time.sleep(1)
    installation.start("postgres")
    time.sleep(3)
    for one in crowd:
        one.enough = True
        one.join(30)
    statuses = [status for one in crowd for status, _ in one.answers]
    assert set(statuses) == {302, 503}, installation.failures()
    assert max(seconds for one in crowd for _, seconds in one.answers) < 5
    for one in crowd:
        assert one.accepted, "nobody was let in"
        assert {visitor.get("/").status for visitor in one.accepted} == {200}, installation.failures()


class Signing(threading.Thread):
    """Signs in again and again, each time with a new browser, and keeps the browsers that were let in."""

    def __init__(self, installation: Installation) -> None:
        super().__init__(daemon=True)
        self.port, self.enough = installation.web_port, False
        self.answers: list[tuple[int, float]] = []
        self.accepted: list[Visitor] = []

    def run(self) -> None:
        while not self.enough:
            visitor = Visitor(self.port, "alder.localhost")
            answer = visitor.sign_in("teacher", PASSWORD)
            self.answers.append((answer.status, answer.seconds))
            if answer.status == 302:
                self.accepted.append(visitor)
            time.sleep(0.1)
