"""Who of a school's contacts could register as a parent, and who could not (X6, in numbers)."""

from dataclasses import dataclass

from django.db import connection

from schools.tenancy import current_district_id

# A mailbox is shared when another contact of the district has it: both register, one signs in by username.
_COUNTS = """
    SELECT count(*) FILTER (WHERE may AND address <> '' AND NOT refused),
           count(*) FILTER (WHERE may AND address <> '' AND NOT refused AND shared),
           count(*) FILTER (WHERE may AND address = ''),
           count(*) FILTER (WHERE may AND address <> '' AND refused),
           count(*) FILTER (WHERE NOT may)
    FROM (
        SELECT contact.address, contact.address = contact.refused_address AS refused, here.may,
               EXISTS (SELECT 1 FROM roster_contact AS other
                       WHERE other.district_id = %(district)s AND other.address = contact.address
                         AND other.id <> contact.id) AS shared
        FROM (
            SELECT link.contact_id, bool_or(NOT link.restricted) AS may
            FROM roster_studentschool AS at_school
            JOIN roster_studentcontact AS link
                ON link.district_id = at_school.district_id AND link.student_id = at_school.student_id
            WHERE at_school.district_id = %(district)s AND at_school.school_id = %(school)s
                AND at_school.ended_on IS NULL AND link.ended_on IS NULL
            GROUP BY link.contact_id
        ) AS here
        JOIN roster_contact AS contact ON contact.id = here.contact_id
        WHERE contact.district_id = %(district)s
    ) AS known
"""


@dataclass(frozen=True, slots=True)
class ContactCounts:
    could: int  # have an address that takes mails, and may
    shared: int  # of those: on a mailbox that another contact has too
    no_address: int
    refused: int  # mails to them come back
    restricted: int  # for every child they have in this school


def contact_counts(school_id: int) -> ContactCounts:
    """Over the contacts of the pupils who belong to the school today: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"district": current_district_id(), "school": school_id})
        return ContactCounts(*cursor.fetchone())
