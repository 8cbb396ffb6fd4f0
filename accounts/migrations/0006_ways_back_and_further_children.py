import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

OF_ONE_DISTRICT = (
    "ALTER TABLE accounts_mailedlink ADD CONSTRAINT accounts_mailedlink_student_id_same_district "
    "FOREIGN KEY (district_id, student_id) REFERENCES roster_student (district_id, id)"
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_requests_by_time"), ("roster", "0005_corrected_addresses")]

    operations = [
        migrations.AddField(
            "mailedlink",
            "student",
            models.ForeignKey(
                blank=True, null=True, db_constraint=False, related_name="+", to="roster.student",
                on_delete=django.db.models.deletion.CASCADE,
            ),
        ),
        migrations.RunSQL(OF_ONE_DISTRICT, migrations.RunSQL.noop),
        migrations.AlterField(
            "mailedlink",
            "purpose",
            models.CharField(
                max_length=12,
                choices=[
                    ("verify", "Verify the e-mail address"),
                    ("reset", "Choose a new password"),
                    ("change_email", "Confirm a new e-mail address"),
                    ("undo_email", "Take back a change of the e-mail address"),
                    ("add_child", "Add a child to an account"),
                ],
            ),
        ),
        migrations.RemoveConstraint("mailedlink", "one_live_link_per_purpose"),
        migrations.AddConstraint(
            "mailedlink",
            models.UniqueConstraint(
                fields=["district", "account", "purpose"],
                condition=Q(ended_at=None) & ~Q(purpose="undo_email"),
                name="one_live_link_per_purpose",
            ),
        ),
    ]  # fmt: skip
