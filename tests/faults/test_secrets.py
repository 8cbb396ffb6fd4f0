"""What real processes write while people type secrets and things go wrong (SECURITY 33)."""

import re

import pytest

from tests.factories import PASSWORD
from tests.faults.installation import wait_for
from tests.faults.sweep import found
from tests.faults.visitor import Visitor
from tests.mails import links_in, text_of
from tests.sink import Sink, listening

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


def test_the_sweep_finds_a_secret_in_every_place(installation):
    """One planted in each of them is found there: the sweep below is not blind."""
    planted, sink = "planted-x7rt-4qpz", Sink()
    broker = installation.broker()
    installation.sender().send_task("faults.forget", kwargs={"secret": planted}, queue="planted")
    broker.hset("planted-hash", "field", planted)
    broker.set("planted-value", planted)
    installation.rows("CREATE TABLE planted AS SELECT %s::text AS words, NULL::bytea AS sealed", (planted,))
    installation.rows("CREATE TABLE planted_bytes AS SELECT %s::bytea AS sealed", (planted.encode(),))
    for name in ("web.log", "worker.log", "tmp/upload", "dump.rdb", "appendonly.aof"):
        with (installation.folder / name).open("a") as file:
            file.write(f"{planted}\n")
    sink.taken.append(f"To: pat@home.example\r\nSubject: {planted}\r\n\r\nWords".encode())
    try:
        places = found(installation, sink, [planted])
    finally:
        broker.delete("planted", "planted-hash", "planted-value")
        installation.rows("DROP TABLE planted, planted_bytes")
        for name in ("tmp/upload", "dump.rdb", "appendonly.aof"):
            (installation.folder / name).unlink()
    assert places >= {
        "valkey list, body", "valkey hash", "valkey string", "table planted", "table planted_bytes",
        "file web.log", "file worker.log", "file tmp", "file dump.rdb", "file appendonly.aof", "file postgres",
        "mail header",
    }  # fmt: skip


def test_what_is_mailed_stands_nowhere_but_in_the_mail(installation):
    """A password link, its code, and what a stranger typed, from the form to the mailbox."""
    sink, stranger = Sink(), f"{CANARY}@stranger.example"
    installation.rows("UPDATE accounts_account SET email = 'pat@home.example' WHERE username = 'plind'")
    installation.rows("UPDATE schools_school SET status = 'open'")
    with listening(sink, installation.mail_port):
        for login in ("plind", stranger):
            visitor = Visitor(installation.web_port, "alder.localhost")
            assert visitor.post("/forgot", {"login": login}).status == 302
        wait_for(lambda: len(sink.taken) == 2, seconds=40)
        wait_for(lambda: installation.mails().get("queued", 0) == 0)
    (mail,) = [mail for mail in sink.mails if mail["To"] == "pat@home.example"]
    token = links_in(mail)[0].rpartition("/")[2]
    (code,) = re.findall(r"^ +([A-Z0-9]{4}-[A-Z0-9]{4})$", text_of(mail), re.MULTILINE)
    assert stranger in [mail["To"] for mail in sink.mails]
    secrets = [token, code, code.replace("-", ""), stranger]
    assert found(installation, sink, secrets) == set()
