from django.db import migrations

from schools.walls import APP_ROLE

# ANALYZE is the owner's right. After many new rows the planner must hear of them at once: until autovacuum
# comes by, it takes the tables for empty and joins them row by row.
GATHER = f"""
CREATE FUNCTION gather_statistics(tables regclass[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE one regclass;
BEGIN
    FOREACH one IN ARRAY tables LOOP
        EXECUTE format('ANALYZE %s', one);
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION gather_statistics(regclass[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gather_statistics(regclass[]) TO {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("schools", "0003_staff_from_roster")]

    operations = [migrations.RunSQL(GATHER, "DROP FUNCTION gather_statistics(regclass[])")]
