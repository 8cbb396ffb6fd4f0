"""The cast at the door: everybody who may ask for a page, signed in the way they sign in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.cookies import SimpleCookie

from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.usecases.reset_logins import reset_student_logins
from schools.audit import SYSTEM
from schools.models import StaffMember
from schools.tenancy import use_district
from tests.cast import Cast, Place
from tests.factories import PASSWORD

# Everybody of the access matrix: person -> district and key in the cast. Objects asked for are Alder's 4a's.
WHO = {
    "nobody": ("alder", ""),
    "pupil": ("alder", "ada"),
    "parent": ("alder", "parent"),
    "teacher": ("alder", "teacher"),
    "teacher_4b": ("alder", "teacher_4b"),
    "teacher_south": ("alder", "teacher_south"),
    "lead": ("alder", "lead"),
    "clerk": ("alder", "clerk"),
    "head": ("alder", "head"),
    "head_south": ("alder", "head_south"),
    "admin": ("alder", "district_admin"),
    "b_teacher": ("birch", "teacher"),
    "b_head": ("birch", "head"),
    "b_admin": ("birch", "district_admin"),
    "operator": ("ops", "operator"),
    "leaver": ("alder", "leaver"),
    "choosing": ("alder", "ada_4b"),
}


def everybody(cast: Cast) -> dict[str, Client]:
    """A browser for each of WHO, in the state that their name says."""
    clients = {}
    for who, (slug, key) in WHO.items():
        place = getattr(cast, slug)
        if who == "nobody":
            clients[who] = browser(place)
        elif who == "choosing":
            clients[who] = _choosing(place, key)
        else:
            clients[who] = sign_in(place, place.accounts[key].username)
    with use_district(cast.alder.district.pk):
        StaffMember.objects.filter(pk=cast.alder.staff["leaver"].pk).update(ended_on=date(2026, 1, 31))
    return clients


def _choosing(place: Place, key: str) -> Client:
    """Has entered a one-time password and not chosen yet."""
    with use_district(place.district.pk):
        student = place.students[key]
        (login,) = reset_student_logins(students=[student], actor=SYSTEM, now=timezone.now())
    return sign_in(place, login.username, login.password)


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
def undone(*browsers: Client) -> Iterator[None]:
    """What happens inside is rolled back, cookies too; durable blocks of the product may run within."""
    cookies = [SimpleCookie(client.cookies.output(header="")) for client in browsers]
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)
    for client, before in zip(browsers, cookies, strict=True):
        client.cookies = before
