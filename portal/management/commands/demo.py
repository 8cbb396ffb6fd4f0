from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.demo.load import load
from portal.demo.visitors import visitors


class Command(BaseCommand):
    help = "Load the demo districts into an empty database, or list whom one can sign in as."

    def add_arguments(self, parser):
        parser.add_argument("--people", action="store_true", help="print the table of people only")

    def handle(self, *args, **options):
        if not settings.LOCAL:
            raise CommandError("The demo is for script/server: nothing was loaded.")
        if not options["people"]:
            load(timezone.now())
            return
        rows = [("Address", "Person", "Username or e-mail", "Password")]
        rows += [(v.district, v.person, v.login, v.password) for v in visitors()]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        for row in rows:
            self.stdout.write(
                "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            )
