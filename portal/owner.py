"""The database owner's connection: only `migrate` and `createdistrict` use it.

The web and the worker log in as portal_app, which owns nothing and is held behind row-level security.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from portal import environment

LOGIN = ("USER", "PASSWORD", "HOST", "PORT")


@contextmanager
def as_owner() -> Iterator[None]:
    """Let the default connection log in as the owner (OWNER_DATABASE_URL) for the length of a command."""
    default = connections["default"]
    usual = {part: default.settings_dict[part] for part in LOGIN}
    owner = environment.database("OWNER_DATABASE_URL")
    default.close()
    default.settings_dict.update({part: owner[part] for part in LOGIN})
    try:
        yield
    finally:
        default.close()
        default.settings_dict.update(usual)
