from django.db import migrations, models

from schools.walls import APP_ROLE

COLUMN = "(student_number_digits) ON schools_district"


class Migration(migrations.Migration):
    dependencies = [("schools", "0008_deleting_is_separate")]

    operations = [
        migrations.AddField(
            "district", "student_number_digits", models.PositiveSmallIntegerField(default=0, db_default=0)
        ),
        migrations.RunSQL(f"GRANT UPDATE {COLUMN} TO {APP_ROLE}", f"REVOKE UPDATE {COLUMN} FROM {APP_ROLE}"),
    ]
