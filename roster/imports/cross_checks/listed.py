"""The checks of a contacts CSV, which knows pupils by their number only."""

CHECKS = (
    (
        "unknown_number",
        "student_number",
        """SELECT p.line, p.number AS value FROM in_contact p WHERE NOT EXISTS (
               SELECT 1 FROM roster_student s WHERE s.district_id = %(district)s AND s.number = p.number)""",
    ),
    (
        "contact_twice",
        "contact_id",
        """SELECT line, first FROM (
               SELECT line, min(line) OVER (PARTITION BY student_id, contact) AS first FROM in_listed) seen
           WHERE line > first""",
    ),
)
