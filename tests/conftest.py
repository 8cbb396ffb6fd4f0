"""A real PostgreSQL for every test: behind row-level security, as the role the web logs in with.

script/test migrates a template once, and DATABASE_URL names it. Each worker clones it, adds the cast (two districts that are
twins, the operators' one, and one where nobody is yet), and clones that again: for the tests that roll back (`db`), and
anew for each test that commits (`committed_db`: races, other processes, a browser).
"""

import os
import pickle
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from accounts import last_requests
from schools.models import AuditEvent
from schools.sentences import sentence
from schools.tenancy import use_district
from tests import databases
from tests.cast import Cast, make_cast, make_districts


@pytest.fixture(scope="session")
def django_db_setup(worker_id, django_db_blocker) -> Iterator[bytes]:
    """Replaces pytest-django's: two clones of the template, `<worker>_base` kept clean to be cloned again.

    Gives the cast of all of them, pickled: making it takes a third of a second, and each test wants objects of its own.
    """
    base, name = f"portal_{worker_id}_base", f"portal_{worker_id}"
    databases.clone(connection.settings_dict["NAME"], base)
    with django_db_blocker.unblock():
        databases.connect_to(base)
        make_districts()
        made = pickle.dumps(make_cast())
        connection.close()
        databases.clone(base, name)
        databases.connect_to(name)
    yield made
    with django_db_blocker.unblock():
        connection.close()
    databases.drop(name)
    databases.drop(base)


@contextmanager
def database_of_its_own(worker_id, django_db_blocker) -> Iterator[str]:
    usual = connection.settings_dict["NAME"]
    name = f"portal_{worker_id}_{uuid.uuid4().hex[:8]}"
    databases.clone(f"portal_{worker_id}_base", name)
    with django_db_blocker.unblock():
        databases.connect_to(name)
        yield name
        databases.connect_to(usual)
    databases.drop(name)


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker, worker_id):
    """A database where commits are real: for parallel connections and other processes."""
    with database_of_its_own(worker_id, django_db_blocker) as name:
        yield name


@pytest.fixture(scope="module")
def module_cast(django_db_setup, django_db_blocker, worker_id):
    """The cast once for a whole module, committed: its tests undo what they change (tests.people.undone)."""
    with database_of_its_own(worker_id, django_db_blocker):
        yield pickle.loads(django_db_setup)


@pytest.fixture
def cast(django_db_setup, db) -> Cast:
    """Everybody who may meet a page, with twins in the next class, school and district (rolled back)."""
    forget_requests()
    return pickle.loads(django_db_setup)


def forget_requests() -> None:
    """The cast has the same ids in every test: what the cache noted of them in the last one goes."""
    cache = last_requests._cache()
    for key in cache.scan_iter(f"last-requests:{connection.settings_dict['NAME']}:*"):
        cache.delete(key)


@pytest.fixture
def alder(cast):
    """The first of the two districts, current for the test's own look at the tables."""
    with use_district(cast.alder.district.pk):
        yield cast.alder
        for event in AuditEvent.objects.all():  # whatever a test wrote must be readable on the audit's page
            assert "%" not in sentence(event, {}), f"{event.verb} of {event.details} has no sentence"


@pytest.fixture
def committed_cast(django_db_setup, committed_db) -> Cast:
    return pickle.loads(django_db_setup)


@pytest.fixture(scope="session")
def worker_id(request):
    """xdist's name of this process, or `main`."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
