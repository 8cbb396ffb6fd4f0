import pytest

from tests.databases import owner_connection

REFUSE = """
    CREATE FUNCTION refuse_new_audit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'no audit row today'; END $$;
    CREATE TRIGGER refuse_new_audit BEFORE INSERT ON schools_auditevent
        FOR EACH ROW EXECUTE FUNCTION refuse_new_audit()
"""


@pytest.fixture
def audit_refused(committed_cast, committed_db):
    """The cast, in a database that refuses every new audit row."""
    owner = owner_connection(committed_db)
    with owner, owner.cursor() as cursor:
        cursor.execute(REFUSE)
    owner.close()
    return committed_cast
