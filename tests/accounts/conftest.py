import pytest

from tests.databases import owner_connection
from tests.people import sign_in

REFUSE = """
    CREATE FUNCTION refuse_new_audit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'no audit row today'; END $$;
    CREATE TRIGGER refuse_new_audit BEFORE INSERT ON schools_auditevent
        FOR EACH ROW EXECUTE FUNCTION refuse_new_audit()
"""


# Browsers in which somebody of Alder is signed in.


@pytest.fixture
def teacher(alder):
    return sign_in(alder, "teacher")


@pytest.fixture
def clerk(alder):
    return sign_in(alder, "clerk")


@pytest.fixture
def head(alder):
    return sign_in(alder, "head")


@pytest.fixture
def admin(alder):
    return sign_in(alder, "districtadmin")


@pytest.fixture
def audit_refused(committed_cast, committed_db):
    """The cast, in a database that refuses every new audit row."""
    owner = owner_connection(committed_db)
    with owner, owner.cursor() as cursor:
        cursor.execute(REFUSE)
    owner.close()
    return committed_cast
