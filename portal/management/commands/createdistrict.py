import argparse
from collections.abc import Callable
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import RegexValidator, validate_domain_name, validate_email
from django.db import connection
from django.utils import timezone

from accounts.usecases.staff_logins import create_staff_logins
from portal.owner import as_owner
from schools.audit import SYSTEM
from schools.middleware import forget_hosts
from schools.models import District, StaffMember
from schools.tenancy import use_district
from schools.usecases.create_district import DistrictExists, FirstAdmin, create_district

SHORT_NAME = RegexValidator(r"\A[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?\Z")


def known_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(name)


def valid(check: Callable[[str], None], what: str, *, lower: bool = False) -> Callable[[str], str]:
    """For argparse: what a district could not be reached or shown with ends the command in one sentence."""

    def convert(typed: str) -> str:
        text = typed.lower() if lower else typed
        try:
            check(text)
        except ValidationError as error:
            raise argparse.ArgumentTypeError(f"{typed!r} is no {what}") from error
        return text

    return convert


class Command(BaseCommand):
    help = "Create a district with its first admin, whose one-time password is printed once."

    def add_arguments(self, parser):
        slug = valid(SHORT_NAME, "short name: at most 40 letters a-z, digits and hyphens", lower=True)
        host = valid(validate_domain_name, "web address", lower=True)
        mailbox = valid(validate_email, "e-mail address")
        parser.add_argument("slug", type=slug, help="short name in the web address: letters, digits, hyphens")
        parser.add_argument("--name", required=True)
        parser.add_argument("--admin-email", type=mailbox, required=True)
        parser.add_argument("--admin-given-name", default="First")
        parser.add_argument("--admin-family-name", default="Admin")
        parser.add_argument("--host", type=host, help="web address; <slug>.<PORTAL_DOMAIN> unless given")
        parser.add_argument("--time-zone", type=valid(known_time_zone, "time zone"), default="UTC")
        parser.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument(
            "--operators", action="store_true", help="the district of those who run the portal"
        )

    def handle(self, *args, **options):
        slug = options["slug"]
        host = options["host"] or f"{slug}.{settings.PORTAL_DOMAIN}".lower()
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
