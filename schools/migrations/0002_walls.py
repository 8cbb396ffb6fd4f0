from django.db import migrations

from schools.walls import APP_ROLE, Wall

ROLE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
        RAISE EXCEPTION 'Role {APP_ROLE} is missing: create it first (CREATE ROLE {APP_ROLE} LOGIN PASSWORD ...)';
    END IF;
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{APP_ROLE}' AND (rolsuper OR rolbypassrls)) THEN
        RAISE EXCEPTION 'Role {APP_ROLE} must be neither superuser nor BYPASSRLS';
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO {APP_ROLE};
GRANT SELECT ON django_migrations TO {APP_ROLE};
GRANT SELECT ON schools_district, schools_districthost TO {APP_ROLE};
"""

# Grants already refuse UPDATE and DELETE to the web; the triggers refuse them to the owner as well.
APPEND_ONLY = """
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit rows are written once' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_rows_stay BEFORE UPDATE OR DELETE ON schools_auditevent
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_table_stays BEFORE TRUNCATE ON schools_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
"""

# Beat belongs to no district: it learns how much is due where, and nothing else.
WORK_DUE = f"""
CREATE FUNCTION work_due(due timestamptz) RETURNS TABLE (district_id bigint, kind text, waiting bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT job.district_id, 'job', count(*) FROM public.schools_job AS job
    WHERE job.status IN ('queued', 'running') AND (job.lease_until IS NULL OR job.lease_until < due)
    GROUP BY job.district_id
$$;
REVOKE ALL ON FUNCTION work_due(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION work_due(timestamptz) TO {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("schools", "0001_initial")]

    operations = [
        migrations.RunSQL(ROLE, migrations.RunSQL.noop),
        Wall("School"),
        Wall("StaffMember"),
        Wall("StaffAssignment", {"staff": "schools_staffmember", "school": "schools_school"}),
        Wall("PasswordPolicy", {"school": "schools_school"}),
        Wall("Job"),
        Wall("AuditEvent", grants="SELECT, INSERT"),
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER audit_rows_stay ON schools_auditevent; DROP TRIGGER audit_table_stays ON "
            "schools_auditevent; DROP FUNCTION refuse_audit_change()",
        ),
        migrations.RunSQL(WORK_DUE, "DROP FUNCTION work_due(timestamptz)"),
    ]
