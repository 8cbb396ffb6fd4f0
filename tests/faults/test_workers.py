"""Workers that die, and tasks that raise, forget or quote: nothing is lost, no district stays behind."""

import json
import os
import random
import signal
from collections import Counter

import pytest

from tests.faults.installation import Installation, wait_for
from tests.faults.tasks import SEEN, STEPS

pytestmark = pytest.mark.long


def steps(installation: Installation, job: int) -> list[int]:
    told = [json.loads(fact) for fact in installation.broker().lrange(SEEN, 0, -1)]
    return [fact["step"] for fact in told if fact.get("job") == job]


def test_a_job_whose_worker_was_killed_is_taken_up_where_it_was(installation):
    job = installation.queue_job("alder")
    wait_for(lambda: len(steps(installation, job)) >= 5)
    os.killpg(installation.children["worker"].process.pid, signal.SIGKILL)
    installation.children["worker"].process.wait(10)
    installation.start("worker")
    wait_for(
        lambda: installation.job(job) == ("done", 2), seconds=100
    )  # a lease of 60 s, the sweep, the rest
    done = Counter(steps(installation, job))
    assert set(done) == set(range(1, STEPS + 1))
    assert sum(done.values()) <= STEPS + 1  # the step that was being done when it died


def test_a_worker_that_is_replaced_ends_its_task_first(installation):
    job = installation.queue_job("birch")
    wait_for(lambda: len(steps(installation, job)) >= 3)
    installation.kill("worker", signal.SIGTERM)
    assert installation.job(job) == ("done", 1)
    assert steps(installation, job) == list(range(1, STEPS + 1))


def test_no_task_sees_the_district_of_another(installation):
    """1,000 tasks of three districts through each other on two processes; every fifth raises, some forget (5)."""
    names = ("alder", "birch", "ops")
    districts = [installation.district(name) for name in names]
    pupils = {district: [district] for district in districts}
    pupils[installation.district("ops")] = []
    installation.broker().delete(SEEN)
    sender = installation.sender()
    chance = random.Random(5)
    for number in range(1000):
        if number % 10 == 9:
            sender.send_task("faults.forget")
        else:
            facts = {"district_id": chance.choice(districts), "fails": number % 5 == 0}
            sender.send_task("faults.look", kwargs=facts)
    wait_for(lambda: installation.broker().llen(SEEN) == 1000, seconds=60)
    told = [json.loads(fact) for fact in installation.broker().lrange(SEEN, 0, -1)]
    assert Counter(fact["district"] is None for fact in told) == {True: 100, False: 900}
    for fact in told:
        assert fact["sees"] == pupils.get(fact["district"], []), fact


def test_a_task_that_names_no_district_is_refused(installation):
    installation.broker().delete(SEEN)
    sender = installation.sender()
    sender.send_task("faults.look", kwargs={"fails": False})
    wait_for(lambda: '"state": "FAILURE"' in installation.log("worker").splitlines()[-1])
    assert installation.broker().llen(SEEN) == 0
