from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from accounts.usecases.staff_logins import create_staff_logins
from portal.owner import as_owner
from schools.audit import SYSTEM
from schools.middleware import forget_hosts
from schools.models import District, StaffMember
from schools.tenancy import use_district
from schools.usecases.create_district import DistrictExists, FirstAdmin, create_district


class Command(BaseCommand):
    help = "Create a district with its first admin, whose one-time password is printed once."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="short name in the web address: letters, digits, hyphens")
        parser.add_argument("--name", required=True)
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-given-name", default="First")
        parser.add_argument("--admin-family-name", default="Admin")
        parser.add_argument("--host", help="web address; <slug>.<PORTAL_DOMAIN> unless given")
        parser.add_argument("--time-zone", default="UTC")
        parser.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument(
            "--operators", action="store_true", help="the district of those who run the portal"
        )

    def handle(self, *args, **options):
        slug = options["slug"].lower()
        host = (options["host"] or f"{slug}.{settings.PORTAL_DOMAIN}").lower()
        admin = FirstAdmin(options["admin_given_name"], options["admin_family_name"], options["admin_email"])
        with as_owner():
            try:
                district, staff = create_district(
                    slug=slug,
                    name=options["name"],
                    host=host,
                    admin=admin,
                    now=timezone.now(),
                    time_zone=options["time_zone"],
                    language=options["language"],
                    kind=District.Kind.OPERATORS if options["operators"] else District.Kind.SCHOOLS,
                )
            except DistrictExists as error:
                raise CommandError(f"Nothing was created: {slug} or {host} is taken.") from error
        forget_hosts()
        if options["verbosity"]:
            self._print_login(district, staff, host)

    def _print_login(self, district: District, staff: StaffMember, host: str) -> None:
        with use_district(district.pk):
            (login,) = create_staff_logins(staff=[staff], actor=SYSTEM, now=timezone.now())
        self.stdout.write(f"{district.name}: sign in at {host} as {login.username} with {login.password}")
        self.stdout.write("The one-time password works once, for 72 hours.")
        connection.close()
