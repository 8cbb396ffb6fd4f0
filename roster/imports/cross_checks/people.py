"""Who has no name, no role, somebody else's number; who does what no role says; what lies upside down."""

from roster.imports.cross_checks.check import Check

_NAME = "trim(p.given_name || ' ' || p.family_name)"
_PUPILS = "in_person p JOIN in_kind k ON k.person = p.sourced_id AND k.kind = 'student'"

NAMES_AND_NUMBERS = (
    Check(
        "no_name",
        "users",
        "familyName",
        "SELECT line FROM in_person WHERE active AND given_name = '' AND family_name = ''",
    ),
    Check(
        "number_twice",
        "users",
        "identifier",
        f"""WITH pupil AS (SELECT p.line, p.number FROM {_PUPILS} WHERE p.active),
            twice AS (SELECT number, min(line) AS first FROM pupil GROUP BY number HAVING count(*) > 1)
            SELECT line, number AS value, first FROM pupil JOIN twice USING (number) WHERE line > first""",
    ),
    Check(
        "number_taken",
        "users",
        "identifier",
        f"""SELECT p.line, p.number AS value, s.sourced_id AS other FROM {_PUPILS}
            JOIN roster_student s ON s.district_id = %(district)s AND s.number = p.number
            WHERE p.active AND s.sourced_id <> p.sourced_id AND NOT EXISTS (
                SELECT 1 FROM in_person o
                WHERE o.sourced_id = s.sourced_id AND o.active AND o.number <> s.number)""",
    ),
)

ROLES = (
    Check(
        "no_role",
        "users",
        "role",
        f"""SELECT p.line, {_NAME} AS value FROM in_person p
            WHERE p.active AND NOT EXISTS (SELECT 1 FROM in_kind k WHERE k.person = p.sourced_id)
              AND NOT EXISTS (SELECT 1 FROM in_role r WHERE r.person = p.sourced_id)""",
    ),
    Check(
        "role_unused",
        "users",
        "role",
        """SELECT p.line, r.role AS value FROM in_role r JOIN in_person p ON p.sourced_id = r.person
           WHERE r.active AND p.active AND r.role <> 'student'
             AND NOT r.role = ANY(%(staff)s) AND NOT r.role = ANY(%(contact)s)""",
    ),
    Check(
        "enrolment_role_unused",
        "enrollments",
        "role",
        """SELECT line, role AS value FROM in_enrolment
           WHERE active AND role NOT IN ('student', 'teacher', '')""",
    ),
    Check(
        "enrolled_against_role",
        "enrollments",
        "role",
        f"""SELECT e.line, {_NAME} AS value, e.role
            FROM in_enrolment e JOIN in_person p ON p.sourced_id = e.person
            WHERE e.active AND e.role IN ('student', 'teacher')
              AND EXISTS (SELECT 1 FROM in_role r WHERE r.person = e.person)
              AND NOT EXISTS (
                SELECT 1 FROM in_role r WHERE r.person = e.person
                AND CASE e.role WHEN 'student' THEN r.role = 'student' ELSE r.role = ANY(%(staff)s) END)""",
    ),
    Check(
        "primary_org_without_role",
        "users",
        "primaryOrgSourcedId",
        """SELECT p.line, p.primary_org AS value FROM in_person p
           WHERE p.active AND p.primary_org <> '' AND EXISTS (SELECT 1 FROM in_role) AND NOT EXISTS (
               SELECT 1 FROM in_role r WHERE r.person = p.sourced_id AND r.org = p.primary_org)""",
    ),
    Check(
        "profile_of_another",
        "roles",
        "userProfileSourcedId",
        """SELECT r.line, r.profile AS value FROM in_role r JOIN in_profile f ON f.sourced_id = r.profile
           WHERE r.active AND f.person <> r.person""",
    ),
    Check(
        "primary_role_twice",
        "roles",
        "roleType",
        """SELECT max(line) AS line, person AS value FROM in_role
           WHERE active AND role_type = 'primary' GROUP BY person, org HAVING count(*) > 1""",
    ),
    Check(
        "primary_teacher_twice",
        "enrollments",
        "primary",
        """SELECT max(line) AS line, school_class AS value FROM in_enrolment
           WHERE active AND role = 'teacher' AND is_primary AND coalesce(ends_on, 'infinity') > %(today)s
           GROUP BY school_class HAVING count(*) > 1""",
    ),
)

CONNECTIONS = (
    Check(
        "not_enabled",
        "users",
        "enabledUser",
        f"SELECT p.line, {_NAME} AS value FROM in_person p WHERE p.active AND NOT p.enabled",
    ),
    Check(
        "agent_not_contact",
        "users",
        "agentSourcedIds",
        """SELECT p.line, a.value FROM in_person p, unnest(string_to_array(p.agents, ',')) a(value)
           WHERE p.active AND p.agents <> ''
             AND EXISTS (SELECT 1 FROM in_person o WHERE o.sourced_id = a.value)
             AND NOT EXISTS (
               SELECT 1 FROM in_kind mine JOIN in_kind yours ON yours.person = a.value
               WHERE mine.person = p.sourced_id
                 AND (mine.kind, yours.kind) IN (('student', 'contact'), ('contact', 'student')))""",
    ),
    Check(
        "contact_without_pupil",
        "users",
        "agentSourcedIds",
        f"""SELECT p.line, {_NAME} AS value
            FROM in_person p JOIN in_kind k ON k.person = p.sourced_id AND k.kind = 'contact'
            WHERE p.active AND NOT EXISTS (SELECT 1 FROM in_link l WHERE l.contact = p.sourced_id)""",
    ),
)

DATES = (
    Check(
        "ends_before_start",
        "academicSessions",
        "endDate",
        "SELECT line FROM in_session WHERE active AND ends_on < starts_on",
    ),
    Check(
        "ends_before_start",
        "enrollments",
        "endDate",
        "SELECT line FROM in_enrolment WHERE active AND ends_on < starts_on",
    ),
)

CHECKS = (*NAMES_AND_NUMBERS, *ROLES, *CONNECTIONS, *DATES)
