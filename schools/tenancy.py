"""The first wall between districts: whose data this request, task or command works on.

The current district is a context variable and, on the connection, the setting `app.district`
that the second wall (row-level security, `schools/walls.py`) compares every row with. Both are
set together and cleared together; without them code raises and the database shows nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from celery import Task
from django.db import Error, close_old_connections, connection
from django.db.backends.base.base import BaseDatabaseWrapper

_current: ContextVar[int | None] = ContextVar("district", default=None)


class NoDistrict(RuntimeError):
    """Rows of a district were asked for outside any district."""


def current_district_id() -> int:
    """The id of the district being worked on; raises NoDistrict outside of one."""
    district_id = _current.get()
    if district_id is None:
        raise NoDistrict("no district is set: wrap the work in use_district(district_id)")
    return district_id


def default_district_id() -> int | None:
    """Whose a new row is. Outside of a district nobody's: Django builds users to check them, not to save."""
    return _current.get()


@contextmanager
def use_district(district_id: int) -> Iterator[None]:
    """Work on one district's rows. Nests, and restores what was before; never leaves a district behind."""
    token = _current.set(district_id)
    try:
        _tell_connection()
        yield
    finally:
        _current.reset(token)
        _tell_connection()


def _tell_connection() -> None:
    # A connection that opens later is told by `on_connection_created`; a broken transaction takes the
    # setting back by itself when it rolls back; a dead connection goes, and with it the setting.
    if connection.connection is None or connection.needs_rollback:
        return
    try:
        _set_config(connection, _current.get())
    except Error:
        connection.close()
        if _current.get() is not None:
            raise


def _set_config(wrapper: BaseDatabaseWrapper, district_id: int | None) -> None:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT set_config('app.district', %s, false)", [str(district_id or "")])


def on_connection_created(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """A new connection, also one that replaces a lost one, starts with the current district or none."""
    _set_config(connection, _current.get())


class DistrictTask(Task):
    """Base of every Celery task on a district's rows: called with `district_id=` as a keyword.

    Connections are checked before and closed after, so that a worker outlives a restarted database.
    """

    abstract = True

    def __call__(self, *args: Any, district_id: int, **kwargs: Any) -> Any:
        close_old_connections()
        try:
            with use_district(district_id):
                return super().__call__(*args, district_id=district_id, **kwargs)
        finally:
            close_old_connections()
