"""Valkey is losable: without it pages, signing in, logins and uploads work as quickly (SECURITY F1, F2)."""

import re
import signal
import time

import pytest

from tests.factories import PASSWORD
from tests.faults.installation import Installation, wait_for
from tests.faults.visitor import Answer, Visitor

pytestmark = pytest.mark.long


def test_nobody_waits_for_a_broker_that_is_away(installation):
    with_broker = [*morning(installation, "teacher", "4a"), *upload(installation)]
    installation.kill("valkey")
    without = [*morning(installation, "teacher4b", "4b"), *upload(installation)]
    assert [answer.status for answer in without] == [200, 302, 200, 302, 200, 302, 302, 200]
    assert [answer.status for answer in with_broker] == [answer.status for answer in without]
    assert re.search(r"\b[a-z2-9]{3}-[a-z2-9]{3}-[a-z2-9]{3}\b", without[4].text), (
        "no one-time password to hand out"
    )
    for calm, alone in zip(with_broker, without, strict=True):
        assert alone.seconds < calm.seconds + 1
    assert "broker away, the sweep will find the work" in installation.log("web")
    ready = Visitor(installation.web_port, "alder.localhost").get("/ready")
    assert (ready.status, '"cache": "away"' in ready.text) == (200, True)


def test_nobody_waits_long_for_a_broker_that_hangs(installation):
    installation.children["valkey"].process.send_signal(signal.SIGSTOP)
    try:
        answers = [*morning(installation, "teacher4b", "4b"), *upload(installation), *upload(installation)]
    finally:
        installation.children["valkey"].process.send_signal(signal.SIGCONT)
    assert [answer.status for answer in answers] == [200, 302, 200, 302, 200, *[302, 302, 200] * 2]
    assert max(answer.seconds for answer in answers) < 3


def test_work_that_was_accepted_meanwhile_is_done_when_the_broker_is_back(installation):
    """With nothing in it: whatever Valkey knew is lost."""
    installation.kill("valkey")
    before = jobs(installation)
    upload(installation)
    assert len(jobs(installation)) == len(before) + 1
    time.sleep(3)
    installation.start("valkey")
    assert wait_for(lambda: set(jobs(installation).values()) == {"done"}, seconds=30) < 30


def morning(installation: Installation, teacher: str, title: str) -> list[Answer]:
    """A teacher signs in, opens the class, and gives a pupil who has none a login."""
    visitor = Visitor(installation.web_port, "alder.localhost")
    ((school_class, pupil),) = installation.rows(
        "SELECT c.id, e.student_id FROM roster_schoolclass c JOIN roster_enrolment e ON e.school_class_id = c.id "
        "JOIN schools_school s ON s.id = c.school_id JOIN schools_district d ON d.id = c.district_id "
        "WHERE d.slug = 'alder' AND c.title = %s AND s.name = 'North School' ORDER BY e.student_id DESC LIMIT 1",
        (title,),
    )
    page = f"/manage/student-logins/{school_class}"
    answers = [visitor.get("/sign-in"), visitor.sign_in(teacher, PASSWORD), visitor.get(page)]
    verb = "create" if title == "4a" else "reset"  # the last of 4a has no login, the one of 4b has
    form = {"class": school_class, "students": [pupil]}
    answers.append(visitor.post(f"/manage/student-logins/{verb}", form, on=page))
    answers.append(visitor.get(answers[-1].headers["Location"]))
    return answers


def upload(installation: Installation) -> list[Answer]:
    """A district admin hands in a file, which a worker is to check."""
    visitor = Visitor(installation.web_port, "alder.localhost")
    answers = [visitor.sign_in("districtadmin", PASSWORD)]
    answers.append(
        visitor.post_file("/manage/roster", "contacts.csv", "student_number,email\r\n1,a@home.example\r\n")
    )
    answers.append(visitor.get(answers[-1].headers["Location"]))
    return answers


def jobs(installation: Installation) -> dict[int, str]:
    return dict(installation.rows("SELECT id, status FROM schools_job WHERE kind LIKE 'roster%%'"))
