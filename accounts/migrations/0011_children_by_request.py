from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_accounts_by_email")]

    operations = [
        migrations.AlterField(
            "publicrequest",
            "kind",
            models.CharField(
                max_length=8,
                choices=[
                    ("facts", "Register by pupil number and name"),
                    ("email", "Register by e-mail address"),
                    ("forgot", "Forgotten password"),
                    ("resend", "Verification mail again"),
                    ("child", "Add a child"),
                ],
            ),
        ),
    ]
