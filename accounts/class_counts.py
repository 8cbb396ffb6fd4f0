"""What needs doing in a class: how many pupils have no login yet, how many have not used theirs (A1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from schools.tenancy import current_district_id

_COUNTS = """
    SELECT enrolment.school_class_id,
           count(DISTINCT enrolment.student_id),
           count(DISTINCT enrolment.student_id) FILTER (WHERE link.id IS NULL),
           count(DISTINCT enrolment.student_id) FILTER (
               WHERE one_time.sealed IS NOT NULL AND one_time.opened_at IS NULL AND one_time.expires_at > %s
           )
    FROM roster_enrolment AS enrolment
    LEFT JOIN accounts_accountstudent AS link
        ON link.district_id = enrolment.district_id AND link.student_id = enrolment.student_id
        AND link.role = 'self' AND link.status = 'linked'
    LEFT JOIN accounts_onetimepassword AS one_time
        ON one_time.district_id = link.district_id AND one_time.account_id = link.account_id
    WHERE enrolment.district_id = %s AND enrolment.school_class_id = ANY(%s) AND enrolment.ended_on IS NULL
    GROUP BY enrolment.school_class_id
"""


@dataclass(frozen=True, slots=True)
class ClassCounts:
    pupils: int = 0
    without_login: int = 0
    unused: int = 0  # one-time passwords that nobody entered yet


def class_counts(class_ids: Collection[int], *, now: datetime) -> dict[int, ClassCounts]:
    """Class id -> counts over the pupils enrolled today: one statement for any number of classes."""
    counts = dict.fromkeys(class_ids, ClassCounts())
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [now, current_district_id(), list(class_ids)])
        counts.update((class_id, ClassCounts(*numbers)) for class_id, *numbers in cursor.fetchall())
    return counts
