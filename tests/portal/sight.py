"""What the database itself shows, with no help from the managers."""

from django.db import connection


def districts_seen() -> list[int]:
    """The districts of all pupils that this connection can see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT district_id FROM roster_student ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]
