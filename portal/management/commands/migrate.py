from django.core.management.commands.migrate import Command as Migrate

from portal.owner import as_owner


class Command(Migrate):
    """Django's migrate, run as the owner of the database."""

    def handle(self, *args, **options):
        with as_owner():
            super().handle(*args, **options)
