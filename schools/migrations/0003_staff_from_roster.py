
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0002_walls'),
    ]

    operations = [
        migrations.AddField(
            model_name='staffmember',
            name='from_roster',
            field=models.BooleanField(default=False),
        ),
    ]
