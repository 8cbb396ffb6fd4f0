"""The people of the tests. Every thing has twins: in the next class, the next school, the next district."""

from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import Account
from portal.owner import as_owner
from roster.models import SchoolClass, Student
from schools.capabilities import Role
from schools.models import District, School, StaffMember
from schools.tenancy import use_district
from schools.usecases.create_district import FirstAdmin, create_district
from tests import factories as make

SCHOOLS = District.Kind.SCHOOLS


@dataclass
class Place:
    """One district as the tests know it: two schools, two classes in the first, one in the second."""

    district: District
    north: School
    south: School
    class_4a: SchoolClass
    class_4b: SchoolClass
    south_4a: SchoolClass
    students: dict[str, Student] = field(default_factory=dict)
    staff: dict[str, StaffMember] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return f"{self.district.slug}.localhost"


@dataclass
class Cast:
    alder: Place
    birch: Place
    ops: Place


def make_districts() -> None:
    """The districts of every test database, made as an operator makes them. Cedar stays as it is made."""
    operators = District.Kind.OPERATORS
    for slug, kind in (("alder", SCHOOLS), ("birch", SCHOOLS), ("cedar", SCHOOLS), ("ops", operators)):
        admin = FirstAdmin("First", "Admin", f"first@{slug}.example")
        with as_owner():
            create_district(
                slug=slug, name=f"{slug.title()} District", host=f"{slug}.localhost", admin=admin,
                now=timezone.now(), kind=kind,
            )  # fmt: skip


def make_cast() -> Cast:
    """Alder, its twin Birch with the same names and usernames, and the operators' district."""
    return Cast(*(_make_place(slug) for slug in ("alder", "birch", "ops")))


def _make_place(slug: str) -> Place:
    district = District.objects.get(slug=slug)
    with use_district(district.pk):
        north, south = make.make_school("North School"), make.make_school("South School")
        place = Place(
            district, north, south,
            make.make_class(north, "4a"), make.make_class(north, "4b"), make.make_class(south, "4a"),
        )  # fmt: skip
        if slug == "ops":
            _add_staff(place, "operator", Role.OPERATOR, None)
        else:
            _add_people(place)
    return place


def _add_people(place: Place) -> None:
    place.students = {
        "ada": make.make_student(place.class_4a, "Ada", "Lind"),
        "ben": make.make_student(place.class_4a, "Ben", "Okafor"),  # has no login yet
        "ada_4b": make.make_student(place.class_4b, "Ada", "Lind"),
        "ada_south": make.make_student(place.south_4a, "Ada", "Lind"),
    }
    _add_staff(place, "teacher", Role.TEACHER, place.north, place.class_4a)
    _add_staff(place, "teacher_4b", Role.TEACHER, place.north, place.class_4b)
    _add_staff(place, "teacher_south", Role.TEACHER, place.south, place.south_4a)
    _add_staff(place, "lead", Role.LEAD_TEACHER, place.north)
    _add_staff(place, "clerk", Role.OFFICE, place.north)
    _add_staff(place, "head", Role.SCHOOL_ADMIN, place.north)
    _add_staff(place, "head_south", Role.SCHOOL_ADMIN, place.south)
    _add_staff(place, "district_admin", Role.DISTRICT_ADMIN, None)
    _add_staff(place, "leaver", Role.TEACHER, place.north, place.class_4a)  # signed in; then it ended
    for key, student in place.students.items():
        if key != "ben":
            place.accounts[key] = make.make_student_account(
                student, f"alind{key.removeprefix('ada')}".replace("_", "")
            )
    contact = make.make_contact(place.students["ada"])
    place.accounts["parent"] = make.make_parent_account(contact, place.students["ada"], "plind")


def _add_staff(place: Place, key: str, role: Role, school: School | None, *classes: SchoolClass) -> None:
    staff = make.make_staff(role, school, classes=classes, given_name=key.replace("_", " ").title())
    place.staff[key] = staff
    place.accounts[key] = make.make_staff_account(staff, key.replace("_", ""))
