"""Rows for tests, made the short way. What a test is about it makes through the use cases instead."""

import itertools
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.lives import ENTRIES, NEW_LOGIN
from accounts.models import Account, AccountStudent, AccountType, IssuedUsername, OneTimePassword
from accounts.one_time_passwords import seal_one_time_password
from roster.models import (
    ClassTeacher,
    Contact,
    Enrolment,
    SchoolClass,
    Student,
    StudentContact,
    StudentSchool,
)
from schools.capabilities import Role
from schools.models import School, StaffAssignment, StaffMember
from schools.text import fold

PASSWORD = "correct horse battery"  # long enough for staff; hashed once, see `known_hash`
_numbers = itertools.count(100001)
_hash: list[str] = []


def known_hash() -> str:
    """The hash of PASSWORD, computed once a test run: hashing is slow on purpose."""
    if not _hash:
        account = Account(district_id=0)
        account.set_password(PASSWORD)
        _hash.append(account.password)
    return _hash[0]


def make_school(name: str = "North School") -> School:
    return School.objects.create(sourced_id=f"school-{next(_numbers)}", name=name)


def make_class(school: School, title: str = "4a", pupils: int = 0) -> SchoolClass:
    school_class = SchoolClass.objects.create(
        sourced_id=f"class-{next(_numbers)}", school=school, title=title, class_type="homeroom"
    )
    for _ in range(pupils):
        make_student(school_class)
    return school_class


def make_student(school_class: SchoolClass, given_name: str = "Ada", family_name: str = "Lind") -> Student:
    number = str(next(_numbers))
    student = Student.objects.create(
        sourced_id=f"student-{number}",
        number=number,
        given_name=given_name,
        family_name=family_name,
        grade="04",
        search_text=fold(f"{given_name} {family_name} {number}"),
    )
    StudentSchool.objects.create(student=student, school=school_class.school, is_primary=True)
    enrol(student, school_class)
    return student


def enrol(student: Student, school_class: SchoolClass) -> Enrolment:
    return Enrolment.objects.create(
        sourced_id=f"enrolment-{next(_numbers)}",
        student=student,
        school_class=school_class,
        starts_on=date(2026, 8, 17),
    )


def make_staff(
    role: Role,
    school: School | None = None,
    *,
    classes: tuple[SchoolClass, ...] = (),
    given_name: str = "Toni",
    family_name: str = "Weber",
) -> StaffMember:
    staff = StaffMember.objects.create(
        sourced_id=f"staff-{next(_numbers)}",
        given_name=given_name,
        family_name=family_name,
        email=f"{given_name}.{family_name}@school.example".lower(),
    )
    StaffAssignment.objects.create(staff=staff, school=school, role=role, from_roster=True)
    for school_class in classes:
        teach(staff, school_class)
    return staff


def teach(staff: StaffMember, school_class: SchoolClass) -> ClassTeacher:
    return ClassTeacher.objects.create(
        sourced_id=f"teaching-{next(_numbers)}", school_class=school_class, staff=staff
    )


def make_contact(
    student: Student, given_name: str = "Pat", family_name: str = "Lind", email: str = ""
) -> Contact:
    contact = Contact.objects.create(
        sourced_id=f"contact-{next(_numbers)}",
        given_name=given_name,
        family_name=family_name,
        email=email or f"{given_name}.{next(_numbers)}@home.example".lower(),
    )
    StudentContact.objects.create(student=student, contact=contact, relationship="parent")
    return contact


def make_contact_of(contact: Contact, student: Student) -> StudentContact:
    """A further child of somebody who is on record already."""
    return StudentContact.objects.create(student=student, contact=contact, relationship="parent")


def make_staff_account(staff: StaffMember, username: str) -> Account:
    return _account(AccountType.STAFF, username=username, staff=staff, email=staff.email)


def make_student_account(student: Student, username: str) -> Account:
    account = _account(AccountType.STUDENT, username=username, primary_student=student)
    AccountStudent.objects.create(
        account=account, student=student, role=AccountStudent.Role.SELF, created_at=timezone.now()
    )
    return account


def make_parent_account(contact: Contact, student: Student, username: str) -> Account:
    account = _account(
        AccountType.PARENT, username=username, contact=contact, email=contact.email, primary_student=student
    )
    link_child(account, student)
    return account


def link_child(account: Account, student: Student) -> AccountStudent:
    return AccountStudent.objects.create(
        account=account, student=student, role=AccountStudent.Role.GUARDIAN, created_at=timezone.now()
    )


def take_off(links: QuerySet[AccountStudent], *, now: datetime | None = None) -> None:
    """As staff do on the account's page, without a word to anybody."""
    links.update(status_before=F("status"), status="removed", removed_at=now or timezone.now())


def make_one_time_password(
    account: Account, password: str = "abcdefghj", *, now: datetime | None = None, entries: int = ENTRIES
) -> OneTimePassword:
    """As after creating or resetting a login: the account has no password of its own."""
    now = now or timezone.now()
    Account.objects.filter(pk=account.pk).update(password="!", must_choose=True)
    OneTimePassword.objects.filter(account=account).delete()
    return OneTimePassword.objects.create(
        account=account,
        sealed=seal_one_time_password(password, account_id=account.pk),
        issued_at=now,
        expires_at=now + NEW_LOGIN,
        entry_limit=entries,
    )


def _account(account_type: AccountType, **facts) -> Account:
    now = timezone.now()
    account = Account.objects.create(
        type=account_type, password=known_hash(), password_changed_at=now, created_at=now, **facts
    )
    IssuedUsername.objects.create(username=account.username, account_id=account.pk, issued_at=now)
    return account
