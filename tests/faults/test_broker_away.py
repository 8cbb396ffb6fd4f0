"""Valkey is losable: without it pages, signing in and creating logins work as quickly (F1, F2)."""

import time

import pytest

from tests.factories import PASSWORD
from tests.faults.installation import wait_for
from tests.faults.visitor import Visitor

pytestmark = pytest.mark.long


def test_no_page_waits_for_a_broker_that_is_away(installation, visitor):
    with_broker = morning(visitor)
    installation.kill("valkey")
    without = morning(Visitor(visitor.port, visitor.host))
    assert [answer.status for answer in without] == [answer.status for answer in with_broker]
    for calm, alone in zip(with_broker, without, strict=True):
        assert alone.seconds < calm.seconds + 1
    assert '"cache": "away"' in visitor.get("/ready").text
    assert visitor.get("/ready").status == 200


def test_a_worker_takes_up_what_waited_when_the_broker_is_back(installation):
    installation.kill("valkey")
    job = installation.queue_job("alder")
    time.sleep(3)
    installation.start("valkey")
    wait_for(lambda: installation.job(job)[1] == 1, seconds=20)
    wait_for(lambda: installation.job(job)[0] == "done")


def morning(visitor: Visitor):
    """What a teacher does first: signs in, looks at the home page."""
    return [visitor.get("/sign-in"), visitor.sign_in("teacher", PASSWORD), visitor.get("/")]
