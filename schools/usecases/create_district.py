"""A new district with its first admin (requirement: the first admin comes from the operator's shell)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from schools import audit
from schools.capabilities import Role
from schools.models import District, DistrictHost, StaffAssignment, StaffMember
from schools.tenancy import use_district


class DistrictExists(Exception):
    """A district already has this short name or this web address."""


@dataclass(frozen=True)
class FirstAdmin:
    given_name: str
    family_name: str
    email: str


def create_district(
    *,
    slug: str,
    name: str,
    host: str,
    admin: FirstAdmin,
    now: datetime,
    time_zone: str = "UTC",
    language: str = "en",
    kind: District.Kind = District.Kind.SCHOOLS,
) -> tuple[District, StaffMember]:
    """Make the district and its first admin; the caller gives the admin a login. Owner's connection.

    Raises DistrictExists when the slug or the host is taken.
    """
    taken = District.objects.filter(slug=slug).exists() or DistrictHost.objects.filter(host=host).exists()
    if taken:
        raise DistrictExists(slug)
    with transaction.atomic():
        district = District.objects.create(
            slug=slug, name=name, time_zone=time_zone, language=language, kind=kind
        )
        DistrictHost.objects.create(district=district, host=host)
        with use_district(district.pk):
            staff = _first_admin(admin, kind)
            audit.record(actor=audit.SYSTEM, verb=audit.Verb.DISTRICT_CREATED, at=now, object_id=district.pk)
    return district, staff


def _first_admin(admin: FirstAdmin, kind: District.Kind) -> StaffMember:
    staff = StaffMember.objects.create(
        sourced_id=f"admin:{admin.email}",
        given_name=admin.given_name,
        family_name=admin.family_name,
        email=admin.email.lower(),
    )
    role = Role.OPERATOR if kind == District.Kind.OPERATORS else Role.DISTRICT_ADMIN
    StaffAssignment.objects.create(staff=staff, role=role)
    return staff
