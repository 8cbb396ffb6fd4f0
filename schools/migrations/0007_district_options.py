from django.db import migrations

from schools.walls import APP_ROLE, CURRENT

# Names and addresses of districts stay readable by all; of its own row a district writes its options only.
OPTIONS = f"""
ALTER TABLE schools_district ENABLE ROW LEVEL SECURITY;
CREATE POLICY schools_district_read ON schools_district FOR SELECT TO {APP_ROLE} USING (true);
CREATE POLICY schools_district_options ON schools_district FOR UPDATE TO {APP_ROLE}
    USING (id = {CURRENT}) WITH CHECK (id = {CURRENT});
GRANT UPDATE (users_change_password, users_change_email) ON schools_district TO {APP_ROLE};
"""  # noqa: S608 - our own constants
BACK = f"""
REVOKE UPDATE (users_change_password, users_change_email) ON schools_district FROM {APP_ROLE};
DROP POLICY schools_district_options ON schools_district;
DROP POLICY schools_district_read ON schools_district;
ALTER TABLE schools_district DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("schools", "0006_portal_users_options")]

    operations = [migrations.RunSQL(OPTIONS, BACK)]
