"""Two demo districts, made the way real ones are: by createdistrict, the importer and the use cases."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from accounts import lockout, one_time_page
from accounts.answering.run import answer_due
from accounts.families import in_open_schools
from accounts.issuing import IssuedLogin
from accounts.models import Account, AccountStudent, OneTimePassword, PublicRequest
from accounts.registering.proving import siblings_of
from accounts.signing_in import gate
from accounts.usecases.create_logins import create_student_logins
from accounts.usecases.link_siblings import link_siblings
from accounts.usecases.public_requests import ask
from accounts.usecases.staff_logins import create_staff_logins
from accounts.visitor import Visitor
from portal.demo.bundle import write_contacts, write_zip
from portal.demo.people import District as MadeUp
from portal.demo.people import first_district, second_district
from portal.owner import as_owner
from roster.imports import run
from roster.imports.archive import open_file
from roster.models import Student, StudentContact
from schools import statistics
from schools.audit import SYSTEM, Actor
from schools.capabilities import Role
from schools.models import District, School, StaffAssignment, StaffMember
from schools.tenancy import use_district
from schools.usecases.create_district import FirstAdmin, create_district
from schools.usecases.open_school import open_school

PASSWORD = "demo-portal-password"  # noqa: S105 - printed at every start
AT_HOME = Visitor(ip=None, user_agent="", browser="")
AGO = timedelta(days=31)  # long enough for a one-time password to have expired


@dataclass(frozen=True)
class Demo:
    slug: str
    name: str
    roster: MadeUp
    version: str  # of OneRoster


def load(now: datetime) -> None:
    """Everything from nothing. Needs the owner's connection for the districts themselves."""
    demos = (
        Demo("riverbend", "Riverbend School District", first_district(), "1.2"),
        Demo("lakeside", "Lakeside Schools", second_district(), "1.1"),
    )
    _create("ops", "Operators", District.Kind.OPERATORS, now)
    for demo in demos:
        district = _create(demo.slug, demo.name, District.Kind.SCHOOLS, now)
        with use_district(district.pk):
            _import(write_zip(demo.roster, version=demo.version), "roster.zip", now)
            _import(write_contacts(demo.roster), "contacts.csv", now)
            _staff(now)
            _open_schools(now)
            _pupils(now)
            statistics.gather(Account, AccountStudent, OneTimePassword)
            _parents(now)


def _create(slug: str, name: str, kind: District.Kind, now: datetime) -> District:
    admin = FirstAdmin("Robin", "Castellanos", f"robin@{slug}.example")
    with as_owner():
        district, staff = create_district(
            slug=slug, name=name, host=f"{slug}.{settings.PORTAL_DOMAIN}", admin=admin, now=now, kind=kind
        )
    with use_district(district.pk):
        _give_passwords(create_staff_logins(staff=[staff], actor=SYSTEM, now=now), now)
    return district


def _import(content: bytes, name: str, now: datetime) -> None:
    outcome = run.apply(
        lambda report: open_file(io.BytesIO(content), name, report), today=timezone.localdate(now), now=now
    )
    if not outcome.applied:
        raise RuntimeError(f"the demo's own roster was refused: {outcome.findings[:3]}")


def _staff(now: datetime) -> None:
    """Each school's leaders get their roles by hand: a roster gives nobody power."""
    for school in School.objects.order_by("sourced_id"):
        number = school.sourced_id.rpartition("-")[2]
        for kind, role in (
            ("principal", Role.SCHOOL_ADMIN),
            ("counselor", Role.LEAD_TEACHER),
            ("aide", Role.OFFICE),
        ):
            staff = StaffMember.objects.get(sourced_id=f"{kind}-{number}")
            StaffAssignment.objects.update_or_create(staff=staff, school=school, role=role)
            _give_passwords(create_staff_logins(staff=[staff], actor=SYSTEM, now=now), now)
    teachers = StaffMember.objects.filter(sourced_id__startswith="teacher-").order_by("sourced_id")
    _give_passwords(create_staff_logins(staff=list(teachers[:6]), actor=SYSTEM, now=now), now)


def _pupils(now: datetime) -> None:
    """Logins in every state: none yet, ready, expired, opened, own password, locked, switched off."""
    pupils = list(Student.objects.order_by("pk"))
    early = [pupil for place, pupil in enumerate(pupils) if place % 7 == 1]
    most = [pupil for place, pupil in enumerate(pupils) if place % 7 not in (1, 5)]
    create_student_logins(students=early, actor=SYSTEM, now=now - AGO)
    issued = list(create_student_logins(students=most, actor=SYSTEM, now=now))
    _give_passwords(issued[::9], now)
    for login in issued[4::90]:
        _open_page(login.account_id, now)
    for login in issued[3::120]:
        _lock(login.account_id, now)
    Account.objects.filter(pk__in=[login.account_id for login in issued[2::120]]).update(disabled_at=now)


def _open_schools(now: datetime) -> None:
    """All but the last, which is still in preparation."""
    schools = list(School.objects.order_by("sourced_id"))
    for school in schools[:-1] or schools:
        open_school(school=school, actor=SYSTEM, now=now)


def _parents(now: datetime) -> None:
    """Two parents have registered, as the others will: asked, answered, the mailed password entered."""
    pupil_with_login = Student.objects.filter(account_links__role=AccountStudent.Role.SELF)
    links = StudentContact.objects.filter(student__in=in_open_schools(pupil_with_login), restricted=False)
    for link in links.exclude(contact__email="").select_related("contact", "student").order_by("pk")[:2]:
        _register(link, now)


def _register(link: StudentContact, now: datetime) -> None:
    typed = {
        "pupil": link.student.number,
        "given_name": link.contact.given_name,
        "family_name": link.contact.family_name,
        "username": "",
    }
    ask(kind=PublicRequest.Kind.FACTS, typed=typed, visitor=AT_HOME, language="en", now=now)
    answer_due(now=now)
    issued = OneTimePassword.objects.get(account__contact=link.contact_id)
    account = Account.objects.get(pk=issued.account_id)
    password = one_time_page.opened(issued)
    entered = gate.enter(name=str(account), password=password, visitor=AT_HOME, now=now)
    one_time_page.save(account=entered, page=str(entered.choosing), password=PASSWORD, now=now)
    siblings = [student.pk for student in siblings_of(entered)]
    link_siblings(account=entered, student_ids=siblings, actor=Actor(entered.pk), now=now)


def _give_passwords(logins: Iterable[IssuedLogin], now: datetime) -> None:
    """Their owners have signed in and chosen the demo's password."""
    for login in logins:
        page = _open_page(login.account_id, now)
        account = Account.objects.get(pk=login.account_id)
        one_time_page.save(account=account, page=page, password=PASSWORD, now=now)


def _open_page(account_id: int, now: datetime) -> str:
    issued = OneTimePassword.objects.get(account=account_id)
    return str(one_time_page.enter(issued, browser="", now=now))


def _lock(account_id: int, now: datetime) -> None:
    key = f"a:{account_id}"
    for _ in range(lockout.PLACES):
        lockout.reserve(key, now=now)
        lockout.failed(key, now=now)
