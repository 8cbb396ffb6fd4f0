from django.db import migrations, models

# Of several that one session holds, all but the latest were over when it began, or never seen.
END_EARLIER = """
UPDATE accounts_emulation AS look SET ended_at = expires_at
WHERE ended_at IS NULL AND EXISTS (
    SELECT FROM accounts_emulation AS later
    WHERE later.district_id = look.district_id AND later.session_digest = look.session_digest
      AND later.ended_at IS NULL AND later.id > look.id
);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_removed_links")]

    operations = [
        migrations.RunSQL(END_EARLIER),
        migrations.AddConstraint(
            model_name="emulation",
            constraint=models.UniqueConstraint(
                condition=models.Q(ended_at=None),
                fields=("district", "session_digest"),
                name="one_look_a_session",
            ),
        ),
    ]
