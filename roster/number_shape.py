"""How student numbers look, where all of a district look alike: its public pages say so (PRODUCT, Parents).

Kept on the district's row, which every request has at hand, in the transaction that writes the numbers.
"""

from django.db import connection

from schools.tenancy import current_district_id

KEEP = """
    UPDATE schools_district AS district SET student_number_digits = found.digits
    FROM (
        SELECT CASE WHEN bool_and(number ~ '^[0-9]+$') AND min(length(number)) = max(length(number))
                    THEN max(length(number)) ELSE 0 END AS digits
        FROM roster_student WHERE district_id = %(district)s
    ) AS found
    WHERE district.id = %(district)s AND district.student_number_digits <> found.digits
"""


def keep_number_shape() -> None:
    """How many digits every number of the current district has; 0 where they differ."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"district": current_district_id()})
