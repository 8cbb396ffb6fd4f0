from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_emulation'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='outboxmail',
            index=models.Index(fields=['district', 'account', '-created_at'], name='mails_of_account'),
        ),
        migrations.AddIndex(
            model_name='outboxmail',
            index=models.Index(fields=['district', 'contact', '-created_at'], name='mails_of_contact'),
        ),
    ]
