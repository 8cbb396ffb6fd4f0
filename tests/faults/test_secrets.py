"""What real processes write while people type secrets and things go wrong (SECURITY 33)."""

import pytest

from tests.factories import PASSWORD
from tests.faults.installation import wait_for
from tests.faults.visitor import Visitor

pytestmark = pytest.mark.long
CANARY = "canary-9vq7"


def test_web_and_worker_write_down_nothing_that_was_typed(installation, visitor):
    visitor.post("/sign-in", {"login": f"{CANARY}-name", "password": CANARY, "next": f"/{CANARY}"})
    visitor.post("/sign-in", {"login": "teacher", "password": CANARY})
    visitor.sign_in("teacher", PASSWORD)
    visitor.get(
        f"/students?q={CANARY}", Cookie=f"__Host-portal_session={CANARY}", Referer=f"https://x/{CANARY}"
    )
    visitor.ask("POST", f"/sign-in?{CANARY}", body=f"{CANARY}={CANARY}")
    visitor.ask("BREW", f"/{CANARY}", headers={"X-Canary": CANARY})
    broken(installation, visitor)
    sender = installation.sender()
    sender.send_task("faults.quote", kwargs={"district_id": installation.district("alder"), "secret": CANARY})
    wait_for(lambda: '"exception": "builtins.ValueError"' in installation.log("worker"))
    written = installation.log("web", "worker", "beat", "valkey", "postgres")
    assert CANARY not in written
    assert PASSWORD not in written
    for secret in ("SECRET_KEY", "PORTAL_KEYS"):
        assert installation.environment[secret] not in written


def broken(installation, visitor: Visitor) -> None:
    """A table is not what the code expects, while a password is being checked."""
    installation.rows("ALTER TABLE accounts_attempt RENAME TO elsewhere")
    try:
        answer = visitor.post("/sign-in", {"login": f"teacher-{CANARY}", "password": CANARY})
    finally:
        installation.rows("ALTER TABLE elsewhere RENAME TO accounts_attempt")
    assert answer.status == 500
    assert CANARY not in answer.text
    assert '"sqlstate": "42P01"' in installation.log("web")


def test_a_message_that_is_no_task_of_ours_is_dropped_and_the_worker_lives(installation):
    """Pickle, an unknown name, arguments that do not fit: whoever can write to the broker gets no further (35)."""
    sender = installation.sender()
    sender.conf.accept_content = ["json", "pickle"]
    before = installation.children["worker"].process.pid
    sender.send_task("faults.forget", serializer="pickle")
    sender.send_task("os.system", args=["true"])
    sender.send_task("faults.look", args=["1; DROP TABLE"], kwargs={"district_id": "x", "fails": 3})
    job = installation.queue_job("alder")
    wait_for(lambda: installation.job(job)[0] == "done", seconds=40)
    assert installation.children["worker"].process.pid == before
