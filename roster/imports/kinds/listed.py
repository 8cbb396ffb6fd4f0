"""What a plain contacts CSV fills. A blank cell says nothing, and leaves what is recorded."""

from roster.imports.kinds.kind import NAME, NEW_ADDRESS, Kind, in_district

LISTED_CONTACTS = Kind(
    "contacts",
    "roster_contact",
    ("sourced_id",),
    ("given_name", "family_name", "email", "phone", "language"),
    ("contacts",),
    f"""SELECT DISTINCT ON (p.contact) p.contact AS sourced_id, p.given_name, p.family_name,
              coalesce(nullif(p.email, ''), t.email, '') AS email,
              coalesce(nullif(p.phone, ''), t.phone, '') AS phone,
              coalesce(nullif(p.language, ''), t.language, '') AS language
       FROM in_listed p {in_district("roster_contact", "t", "p.contact")}
       ORDER BY p.contact, p.line""",
    running="",
    also=NEW_ADDRESS,
    label=NAME,
)

LISTED_LINKS = Kind(
    "student_contacts",
    "roster_studentcontact",
    ("student_id", "contact_id"),
    ("relationship", "priority", "restricted", "source", "ended_on"),
    ("contacts",),
    f"""SELECT DISTINCT ON (p.student_id, p.contact) p.student_id, c.id AS contact_id, p.contact,
              coalesce(nullif(p.relationship, ''), t.relationship, '') AS relationship,
              coalesce(p.priority, t.priority, 1) AS priority,
              coalesce(p.restricted, t.restricted, false) AS restricted,
              'contacts' AS source, NULL::date AS ended_on
       FROM in_listed p {in_district("roster_contact", "c", "p.contact")}
       LEFT JOIN roster_studentcontact t
           ON t.district_id = %(district)s AND t.student_id = p.student_id AND t.contact_id = c.id
       ORDER BY p.student_id, p.contact, p.line""",
    running="""t.ended_on IS NULL AND t.source = 'contacts'
        AND t.student_id IN (SELECT student_id FROM in_listed)""",
)
