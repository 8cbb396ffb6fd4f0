"""The embedded PostgreSQL and Valkey let in whom they must, and nobody else."""

import os
import smtplib
import socket

import psycopg2
import pytest

from portal import environment
from portal.launcher import place
from portal.launcher.servers import Servers


@pytest.fixture(scope="module")
def servers():
    with place.temporary() as folder:
        started = Servers(folder)
        started.start()
        started.catch_mail()
        yield started
        started.stop()


def connect(servers: Servers, role: str, password: str, database: str = "portal"):
    folder = str(servers.postgres.folder)
    return psycopg2.connect(host=folder, user=role, password=password, dbname=database)


def test_no_password_no_entry(servers):
    for role in ("postgres", "portal_owner", "portal_app"):
        with pytest.raises(psycopg2.OperationalError, match="authentication failed"):
            connect(servers, role, "guess")


def test_nothing_listens_on_the_network(servers):
    with servers.postgres.session() as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)
    assert servers.postgres.folder.stat().st_mode & 0o077 == 0
    assert servers.valkey.folder.stat().st_mode & 0o077 == 0


def test_the_webs_role_can_do_nothing_by_itself(servers):
    with servers.postgres.session() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication,"
            " EXISTS (SELECT FROM pg_auth_members WHERE member = oid) FROM pg_roles WHERE rolname = 'portal_app'"
        )
        assert cursor.fetchone() == (False, False)


def test_the_owner_owns_the_database_and_makes_no_others_in_the_demo(servers):
    with connect(servers, "portal_owner", servers.secrets.portal_owner) as owner, owner.cursor() as cursor:
        for extension in ("pg_trgm", "btree_gin", "unaccent"):
            cursor.execute(f"CREATE EXTENSION {extension}")
        cursor.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_letters_of_every_script_have_cases(servers):
    with servers.postgres.session("portal") as cursor:
        cursor.execute("SELECT lower('ÉŽЖ'), version()")
        lowered, version = cursor.fetchone()
    assert lowered == "éžж"
    assert version.startswith("PostgreSQL 18")


def test_settings_understand_the_addresses(servers, monkeypatch):
    for name, value in servers.environment("demo").items():
        monkeypatch.setenv(name, value)
    database = environment.database("DATABASE_URL")
    assert (database["USER"], database["NAME"]) == ("portal_app", "portal")
    assert database["HOST"] == str(servers.postgres.folder)
    assert environment.redis_url("REDIS_URL").endswith("/valkey/socket")
    assert len(environment.keys("PORTAL_KEYS", local=True)[0]) == 32


def test_secrets_are_random_and_kept(servers):
    again = Servers(servers.folder)
    assert again.secrets == servers.secrets
    assert (servers.folder / "secrets").stat().st_mode & 0o077 == 0
    passwords = vars(servers.secrets).values()
    assert len(set(passwords)) == len(passwords)


def test_mail_is_caught_for_us_alone(servers):
    with smtplib.SMTP("127.0.0.1", servers.mail_port, timeout=10) as client:
        client.sendmail("school@x.test", ["ana@x.test"], "Subject: Hóla\r\n\r\nhi\r\n".encode())
    (caught,) = servers.mail.glob("*.eml")
    assert "Hóla" in caught.read_text()
    assert servers.mail.stat().st_mode & 0o077 == 0


def test_without_a_catcher_no_mail_leaves_the_machine():
    with place.temporary() as folder:
        address = Servers(folder).environment("demo")["EMAIL_URL"]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=5)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has other accounts to run servers under")
def test_as_root_postgres_runs_as_somebody_who_cannot_look_around(servers):
    assert servers.postgres.folder.stat().st_uid != 0
    assert servers.folder.stat().st_mode & 0o777 == 0o711
