from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_mail_and_request_walls'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='publicrequest',
            index=models.Index(fields=['district', 'created_at'], name='requests_of_district'),
        ),
    ]
