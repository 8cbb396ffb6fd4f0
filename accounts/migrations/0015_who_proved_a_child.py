import django.db.models.deletion
from django.db import migrations, models

OF_ONE_DISTRICT = (
    "ALTER TABLE accounts_accountstudent ADD CONSTRAINT accounts_accountstudent_contact_id_same_district "
    "FOREIGN KEY (district_id, contact_id) REFERENCES roster_contact (district_id, id)"
)
# The request that proved a child knows whom it was mailed to.
FROM_REQUESTS = (
    "UPDATE accounts_accountstudent AS link SET contact_id = request.contact_id "
    "FROM accounts_publicrequest AS request WHERE request.district_id = link.district_id "
    "AND link.code <> '' AND request.number = link.code AND request.contact_id IS NOT NULL"
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_older_links_give_way"), ("roster", "0002_walls")]

    operations = [
        migrations.AddField(
            "accountstudent",
            "contact",
            models.ForeignKey(
                blank=True, null=True, db_constraint=False, related_name="+", to="roster.contact",
                on_delete=django.db.models.deletion.SET_NULL,
            ),
        ),
        migrations.RunSQL(OF_ONE_DISTRICT, migrations.RunSQL.noop),
        migrations.RunSQL(FROM_REQUESTS, migrations.RunSQL.noop),
    ]  # fmt: skip
