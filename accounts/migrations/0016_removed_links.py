from django.db import migrations, models

TAKEN_OFF = models.Q(status="removed", removed_at__isnull=False) & ~models.Q(status_before="")
ON_IT = ~models.Q(status="removed") & models.Q(removed_at=None, status_before="")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_who_proved_a_child")]

    operations = [
        migrations.AddConstraint(
            model_name="accountstudent",
            constraint=models.CheckConstraint(
                condition=TAKEN_OFF | ON_IT, name="removed_link_says_when_and_what_it_was"
            ),
        ),
    ]
