"""The cast at the door: everybody who may ask for a page, signed in the way they sign in."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.test import Client

from tests.cast import Cast, Place
from tests.factories import PASSWORD

# Everybody of the access matrix, in the order of its columns. Objects asked for are always Alder's 4a's.
WHO = (
    "nobody", "pupil", "parent", "teacher", "teacher_4b", "teacher_south", "lead", "clerk", "head",
    "head_south", "admin", "b_teacher", "b_head", "b_admin", "operator", "leaver", "choosing",
)  # fmt: skip


def place_of(cast: Cast, who: str) -> Place:
    if who.startswith("b_"):
        return cast.birch
    return cast.ops if who == "operator" else cast.alder


def account_key(who: str) -> str:
    short = who.removeprefix("b_")
    return {"pupil": "ada", "admin": "district_admin"}.get(short, short)


def browser(place: Place, **extra) -> Client:
    """A browser at this district's address."""
    return Client(headers={"host": place.host}, **extra)


def sign_in(place: Place, username: str, password: str = PASSWORD, **extra) -> Client:
    """A browser that has signed in by the form; fails the test when that is refused."""
    client = browser(place, **extra)
    response = client.post("/sign-in", {"login": username, "password": password})
    assert response.status_code == 302, response.content.decode()[:2000]
    return client


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back; durable blocks of the product may run within."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)
