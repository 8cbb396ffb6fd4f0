"""What the tests of the pages share: statements counted as PostgreSQL gets them, and what a page shows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

from django.db import connection
from django.test.utils import CaptureQueriesContext

CREATE, RESET, SHOW = (f"/manage/student-logins/{verb}" for verb in ("create", "reset", "show"))
# Savepoints; and the district's address, asked for once in fifteen seconds.
_NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK", 'SELECT "schools_district"')
UNSEEN = 1  # the connection's health check


@contextmanager
def statements(at_most: int) -> Iterator[list[str]]:
    """What the block sends to the database, without what is not counted; fails above `at_most`."""
    sent: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield sent
    sent += [q["sql"] for q in captured if not q["sql"].startswith(_NOT_COUNTED)]
    assert len(sent) + UNSEEN <= at_most, "\n".join(sql[:150] for sql in sent)


def plans(client, url: str, **query) -> str:
    """How PostgreSQL looks up what a page asks for, in a district large enough for indexes."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url, query).status_code == 200
    told = []
    with connection.cursor() as cursor:
        ways = ("seqscan", "bitmapscan", "sort")
        cursor.execute("; ".join(f"SET LOCAL enable_{way} = off" for way in ways))
        for sql in [one["sql"] for one in asked if one["sql"].lstrip().startswith("SELECT")]:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS off, TIMING off) {sql}")
            told += [line for (line,) in cursor.fetchall()]
        cursor.execute("; ".join(f"RESET enable_{way}" for way in ways))
    return "\n".join(told)


def text_of(response) -> str:
    """The words on the page, as a reader has them: no tags, one space apart."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def ticked(response) -> list[int]:
    boxes = re.findall(r'<input type="checkbox"[^>]*name="students"[^>]*>', response.content.decode())
    return [int(re.search(r'value="(\d+)"', box)[1]) for box in boxes if " checked" in box]


def passwords_on(response) -> set[str]:
    return set(re.findall(r"<code[^>]*>(\w{3}-\w{3}-\w{3})</code>", response.content.decode()))


def serial_of(response) -> str:
    """Of the list that a POST led to."""
    assert response.status_code == 302, text_of(response)
    return re.fullmatch(r"/manage/lists/([\w-]+)", response["Location"])[1]
