"""A real PostgreSQL for every test: behind row-level security, as the role the web logs in with.

script/test migrates a template once, and DATABASE_URL names it. Each worker clones it, adds two districts that are twins
and the operators' district, and clones that again: for the tests that roll back (`db`), and anew for
each test that commits (`committed_db`: races, other processes, a browser).
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from schools.tenancy import use_district
from tests import databases
from tests.cast import Cast, make_cast, make_districts


@pytest.fixture(scope="session")
def django_db_setup(worker_id, django_db_blocker):
    """Replaces pytest-django's: two clones of the template, `<worker>_base` kept clean to be cloned again."""
    base, name = f"portal_{worker_id}_base", f"portal_{worker_id}"
    databases.clone(connection.settings_dict["NAME"], base)
    with django_db_blocker.unblock():
        databases.connect_to(base)
        make_districts()
        connection.close()
        databases.clone(base, name)
        databases.connect_to(name)
    yield
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
        yield make_cast()


@pytest.fixture
def cast(db) -> Cast:
    """Everybody who may meet a page, with twins in the next class, school and district (rolled back)."""
    return make_cast()


@pytest.fixture
def alder(cast):
    """The first of the two districts, current for the test's own look at the tables."""
    with use_district(cast.alder.district.pk):
        yield cast.alder


@pytest.fixture
def committed_cast(committed_db) -> Cast:
    return make_cast()


@pytest.fixture(scope="session")
def worker_id(request):
    """xdist's name of this process, or `main`."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
