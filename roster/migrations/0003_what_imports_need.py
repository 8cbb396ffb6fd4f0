from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roster', '0002_walls'),
        ('schools', '0003_staff_from_roster'),
    ]

    operations = [
        migrations.AddField(
            model_name='importfinding',
            name='times',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='importrun',
            name='checked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='importrun',
            name='samples',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='importrun',
            name='totals',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='studentcontact',
            name='source',
            field=models.CharField(choices=[('oneroster', 'Oneroster'), ('contacts', 'Contacts')], default='oneroster', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'applying')), fields=('district',), name='import_one_applying'),
        ),
    ]
