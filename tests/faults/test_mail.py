"""Mails while things die: none is lost, hardly one comes twice, and nothing hammers (SECURITY F1 to F9)."""

import os
import signal
import time
from collections import Counter

import pytest

from tests.faults.installation import Installation, wait_for
from tests.sink import Sink, listening

pytestmark = pytest.mark.long


@pytest.fixture
def clean(installation: Installation) -> Installation:
    """No mail from a test before."""
    installation.rows("TRUNCATE accounts_outboxmail")
    installation.rows("UPDATE roster_contact SET refused_address = ''")
    return installation


def post(installation: Installation, count: int, **how: str) -> list[float]:
    """How many seconds each took to be accepted."""
    return [float(line.split()[1]) for line in lines(installation, count, **how)]


def lines(installation: Installation, count: int, **how: str) -> list[str]:
    told, _ = installation.posting(count, **how).communicate(timeout=120)
    found = [line for line in told.splitlines() if line.startswith("mail-")]  # and what is logged
    assert len(found) == count
    return found


def subjects(sink: Sink) -> Counter:
    return Counter(mail["Subject"] for mail in sink.mails)


def time_passes(installation: Installation) -> None:
    """Leases and pauses end, as they do after a while."""
    installation.rows(
        "UPDATE accounts_outboxmail SET lease_until = now() - interval '1 s' WHERE status = 'queued'"
    )


def all_sent(installation: Installation, count: int):
    return lambda: installation.mails() == {"sent": count}


def test_f1_mails_accepted_without_a_broker_go_out_when_it_is_back(clean):
    sink = Sink()
    with listening(sink, clean.mail_port):
        with_broker = post(clean, 5)
        wait_for(all_sent(clean, 5))
        clean.kill("valkey")
        without = post(clean, 30)
        assert max(without[1:]) < max(with_broker[1:]) + 1
        clean.start("valkey")
        assert wait_for(all_sent(clean, 35), seconds=30) <= 10  # the sweep comes every 5 s
    assert set(subjects(sink).values()) == {1}


def test_f2_a_broker_that_lost_everything_loses_no_mail(clean):
    sink = Sink()
    with listening(sink, clean.mail_port):
        clean.kill("worker")
        post(clean, 20)
        clean.kill("valkey")
        clean.start("valkey", "worker")
        wait_for(all_sent(clean, 20), seconds=40)
    assert set(subjects(sink).values()) == {1}


def test_f3_a_worker_killed_four_times_loses_none_of_forty_mails(clean):
    sink, kills = Sink(seconds=0.1), 4
    with listening(sink, clean.mail_port):
        posted = lines(clean, 40)
        for kill in range(kills):
            wait_for(lambda: len(sink.taken) >= 6 * (kill + 1), seconds=60)  # noqa: B023 - asked at once
            time.sleep(0.03 * kill)  # at different points of a mail
            os.killpg(clean.children["worker"].process.pid, signal.SIGKILL)
            clean.children["worker"].process.wait(10)
            time_passes(clean)
            clean.start("worker")
        wait_for(all_sent(clean, 40), seconds=60)
    found = subjects(sink)
    assert set(found) == {line.split()[0] for line in posted}
    assert sum(found.values()) - 40 <= kills * 2  # two processes, each with one mail in its hands
    assert len({mail["Message-ID"] for mail in sink.mails}) == 40


def test_f4_twenty_messages_about_one_mail_send_one(clean):
    sink = Sink(seconds=0.5)
    with listening(sink, clean.mail_port):
        post(clean, 1)
        sender = clean.sender()
        for _ in range(20):
            sender.send_task("accounts.tasks.deliver_mail", kwargs={"district_id": clean.district("alder")})
        wait_for(all_sent(clean, 1))
        wait_for(lambda: clean.broker().llen("celery") == 0)
        time.sleep(1)
    assert (sink.tried, len(sink.taken)) == (1, 1)


def test_f5_a_server_that_puts_mails_off_or_is_away_gets_them_all_later_and_is_not_hammered(clean):
    sink = Sink(answers=["451 later"] * 8)
    with listening(sink, clean.mail_port):
        post(clean, 20)
        wait_for(lambda: sink.tried >= 5)
        time.sleep(5)
        assert sink.connections <= 12  # one for each nudge that found something due, and none while all pause
        wait_for(all_sent(clean, 20), seconds=90)
    assert sink.tried == 28
    assert set(subjects(sink).values()) == {1}


def test_f5_a_server_that_is_away_for_a_while(clean):
    sink = Sink()
    post(clean, 20)
    wait_for(lambda: clean.rows("SELECT min(attempts) FROM accounts_outboxmail") >= [(1,)])
    with listening(sink, clean.mail_port):
        wait_for(all_sent(clean, 20), seconds=60)
    assert set(subjects(sink).values()) == {1}


def test_f6_an_address_that_is_refused_is_not_tried_again_and_staff_see_it(clean):
    sink = Sink(recipients={f"pat{number}@home.example": "550 5.1.1 nobody" for number in range(10)})
    with listening(sink, clean.mail_port):
        post(clean, 10)
        wait_for(lambda: clean.mails() == {"refused": 10})
        time.sleep(2)
    assert (sink.tried, sink.refused) == (0, 10)
    assert clean.rows("SELECT count(*) FROM roster_contact WHERE refused_address <> ''") == [(1,)]


def test_f7_a_slow_server_gets_no_second_copy(clean):
    sink = Sink(seconds=8)  # the timeout is 10 s
    with listening(sink, clean.mail_port):
        post(clean, 6)
        wait_for(all_sent(clean, 6), seconds=90)
    assert sorted(subjects(sink).values()) == [1] * 6


def test_f8_a_server_that_takes_a_mail_and_hangs_up_gets_it_once_more_as_the_same_mail(clean):
    sink = Sink(hangs_up=True)
    with listening(sink, clean.mail_port):
        posted = lines(clean, 6)
        wait_for(all_sent(clean, 6), seconds=120)
    assert subjects(sink) == {line.split()[0]: 2 for line in posted}
    assert len({mail["Message-ID"] for mail in sink.mails}) == 6
    assert sink.connections <= 12 + 6  # a new one for each mail, and one for each nudge at the most


def test_f9_a_database_that_restarts_under_load_loses_no_accepted_mail(clean):
    sink = Sink(seconds=0.02)
    with listening(sink, clean.mail_port):
        load = clean.posting(100, pause="0.2")
        wait_for(lambda: len(sink.taken) >= 15, seconds=60)
        clean.kill("postgres", signal.SIGQUIT)
        clean.start("postgres")
        before = len(sink.taken)
        recovered = wait_for(lambda: len(sink.taken) > before + 2, seconds=60)
        told, _ = load.communicate(timeout=120)
        wait_for(all_sent(clean, 100), seconds=90)
    found = subjects(sink)
    assert set(found) == {line.split()[0] for line in told.splitlines() if line.startswith("mail-")}
    assert sum(found.values()) - 100 <= 2
    assert recovered <= 10
