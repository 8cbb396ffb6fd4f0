"""Whom one can sign in as: the table that script/server prints."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from accounts.models import Account, AccountType
from accounts.one_time_passwords import format_one_time_password, open_one_time_password
from accounts.queries import listed_accounts
from portal.demo.load import PASSWORD
from schools.capabilities import Role
from schools.models import District, StaffAssignment
from schools.tenancy import use_district


@dataclass(frozen=True)
class Visitor:
    district: str
    person: str
    login: str
    password: str


def visitors() -> Iterator[Visitor]:
    """One person for each role of each district, and a pupil who has yet to choose a password."""
    for district in District.objects.order_by("pk"):
        address = f"{district.slug}.{settings.PORTAL_DOMAIN}:{settings.PORTAL_PORT}"
        with use_district(district.pk):
            for person, login, password in [*_staff(), *_family(), *_newcomer()]:
                yield Visitor(address, person, login, password)


def _staff() -> Iterator[tuple[str, str, str]]:
    for role in Role:
        assigned = StaffAssignment.objects.current().filter(role=role).values("staff_id")
        account = _chosen().filter(staff__in=assigned).order_by("pk").first()
        if account:
            yield str(role.label), account.username, PASSWORD


def _family() -> Iterator[tuple[str, str, str]]:
    for kind in (AccountType.PARENT, AccountType.STUDENT):
        account = _chosen().filter(type=kind).order_by("pk").first()
        if account:
            yield str(kind.label), account.username or account.email, PASSWORD


def _newcomer() -> Iterator[tuple[str, str, str]]:
    waiting = Account.objects.filter(type=AccountType.STUDENT, must_choose=True, disabled_at=None)
    for listed in listed_accounts(list(waiting.order_by("pk").values_list("pk", flat=True)[:200])):
        sealed = listed.readable(timezone.now())
        if sealed:
            password = open_one_time_password(sealed, account_id=listed.account_id)
            yield "Pupil, first sign-in", listed.username, format_one_time_password(password)
            return


def _chosen():
    return Account.objects.filter(must_choose=False, disabled_at=None)
