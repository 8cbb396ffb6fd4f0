from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_undo_of_removed_children'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='account',
            index=models.Index(condition=models.Q(models.Q(('email', ''), _negated=True), ('deleted_at', None)), fields=['district', 'email'], name='accounts_by_email'),
        ),
    ]
