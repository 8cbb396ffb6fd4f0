"""Tell the planner about many new rows, without waiting for autovacuum."""

from django.db import connection, models


def gather(*tables: type[models.Model] | str) -> None:
    """After a bulk write has committed: a plan made for empty tables can take a thousand times longer."""
    names = [f'"{table if isinstance(table, str) else table._meta.db_table}"' for table in tables]
    with connection.cursor() as cursor:
        cursor.execute("SELECT gather_statistics(%s::regclass[])", [names])
