"""Clones of the migrated template: made and dropped by the owner, used as portal_app."""

import os
import re

import psycopg2
from django.db import connection
from psycopg2 import sql

from portal import environment


def clone(template: str, name: str) -> None:
    drop(name)
    _as_owner(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    )


def drop(name: str) -> None:
    _as_owner(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def connect_to(name: str) -> None:
    """Let Django's default connection use this database from now on."""
    connection.close()
    connection.settings_dict["NAME"] = name


def owner_connection(name: str):
    """A psycopg2 connection as the owner: sees every district's rows."""
    login = environment.database("OWNER_DATABASE_URL")
    return psycopg2.connect(
        host=login["HOST"],
        port=login["PORT"] or None,
        user=login["USER"],
        password=login["PASSWORD"],
        dbname=name,
    )


def login_url(name: str, variable: str = "DATABASE_URL") -> str:
    """DATABASE_URL (or the owner's) for another process, pointing to this database."""
    return re.sub(r"/[^/?]+(\?|$)", rf"/{name}\1", os.environ[variable], count=1)


def _as_owner(statement: sql.Composed) -> None:
    owner = owner_connection("postgres")
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute(statement)
    owner.close()
