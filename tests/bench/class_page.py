"""Bench `class`: a teacher creates, then resets, the logins of a whole class from its page."""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.hashers import PortalArgon2Hasher
from roster.models import ClassTeacher, SchoolClass, Student
from tests import factories as make
from tests.bench.measure import REPEATS, Figure
from tests.cast import Place, make_cast
from tests.people import sign_in

SIZES = (1, 30, 60)
VERBS: dict[str, dict[str, str]] = {"create": {}, "reset": {"confirmed": "yes"}}  # and what their form adds
NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


def run(owner) -> Iterator[Figure]:
    place = make_cast().alder
    teacher = sign_in(place, place.accounts["teacher"].username)
    statements: dict[str, dict[int, list[int]]] = {verb: {size: [] for size in SIZES} for verb in VERBS}
    hashes = dict.fromkeys(VERBS, 0)
    for verb in VERBS:  # the first of each reads what a process reads once
        _press(verb, teacher, _class_of(place, 2))
    for size in SIZES * REPEATS:
        school_class = _class_of(place, size)
        for verb in VERBS:
            with _hashes_counted() as counted:
                statements[verb][size].append(_press(verb, teacher, school_class))
            hashes[verb] += len(counted)
    for verb in VERBS:
        usual = {size: median(counts) for size, counts in statements[verb].items()}
        sides = ", ".join(f"{count:g} for {size}" for size, count in usual.items())
        growth = max(usual.values()) - min(usual.values())
        yield Figure(f"class.{verb}.statements", max(usual.values()), f"{sides} pupils; {REPEATS} repeats")
        yield Figure(f"class.{verb}.growth", growth, "statements, from 1 pupil to 60")
        yield Figure(f"class.{verb}.hashes", hashes[verb], "Argon2 calls in all of them")


def _class_of(place: Place, pupils: int) -> SchoolClass:
    school_class = make.make_class(place.north, f"class of {pupils}", pupils=pupils)
    ClassTeacher.objects.create(
        sourced_id=f"bench-{school_class.pk}", school_class=school_class, staff=place.staff["teacher"]
    )
    return school_class


def _press(verb: str, teacher: Client, school_class: SchoolClass) -> int:
    """Tick everybody, press the button; how many statements PostgreSQL was sent."""
    ticked = list(Student.objects.enrolled_in(school_class.pk).values_list("pk", flat=True))
    form = {"class": school_class.pk, "students": ticked, **VERBS[verb]}
    with CaptureQueriesContext(connection) as queries:
        response = teacher.post(reverse(f"accounts:{verb}-logins"), form)
    if response.status_code != 302:
        raise AssertionError(f"{verb}: answered {response.status_code}")
    return sum(not query["sql"].startswith(NOT_COUNTED) for query in queries)


@contextmanager
def _hashes_counted() -> Iterator[list[str]]:
    """Every call of the hasher while this lasts."""
    calls: list[str] = []
    usual = {name: getattr(PortalArgon2Hasher, name) for name in ("encode", "verify")}

    def counting(name):
        def call(self, *args, **kwargs):
            calls.append(name)
            return usual[name](self, *args, **kwargs)

        return call

    for name in usual:
        setattr(PortalArgon2Hasher, name, counting(name))
    try:
        yield calls
    finally:
        for name in usual:
            delattr(PortalArgon2Hasher, name)
