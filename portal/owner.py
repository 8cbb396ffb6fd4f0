"""The database owner's connection: only `migrate` and `createdistrict` use it.

The web and the worker log in as portal_app, which owns nothing and is held behind row-level security.
"""

from contextlib import contextmanager

from django.db import connections

from portal import environment


@contextmanager
def as_owner():
    """Let the default connection be the owner's (OWNER_DATABASE_URL) for the length of a command."""
    default = connections["default"]
    default.close()
    login = dict(default.settings_dict)
    default.settings_dict.update(environment.database("OWNER_DATABASE_URL"))
    try:
        yield
    finally:
        default.close()
        default.settings_dict.clear()
        default.settings_dict.update(login)
