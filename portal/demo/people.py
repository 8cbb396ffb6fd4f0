"""A made-up school district: schools, classes, pupils, teachers and families, the same for the same seed."""

import random
import unicodedata
from dataclasses import dataclass, field, replace

from anyascii import anyascii

from portal.demo.names import BY_PLACE, HARD

GRADES = ("KG", *(f"{number:02}" for number in range(1, 13)))
# Name of a school and the grades it teaches; more schools go round again.
SCHOOLS = (
    ("Alder Grove Primary School", GRADES[:6]),
    ("Hawthorn Middle School", GRADES[6:9]),
    ("Rowan Hill High School", GRADES[9:]),
)
SUBJECTS = ("Mathematics", "Biology", "History", "Art and Design")


@dataclass(frozen=True, slots=True)
class School:
    id: str
    name: str
    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchoolClass:
    id: str
    title: str
    grade: str
    school: str
    subject: str = ""  # empty: a homeroom


@dataclass(slots=True)
class Person:
    """roles: the first is the main one. agents: ids of the people this one names as connected."""

    id: str
    given_name: str
    family_name: str
    roles: tuple[str, ...]
    schools: tuple[str, ...]
    number: str = ""
    email: str = ""
    phone: str = ""
    grade: str = ""
    preferred_given_name: str = ""
    agents: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Membership:
    id: str
    school_class: str
    school: str
    person: str
    role: str
    primary: bool = False


@dataclass(slots=True)
class District:
    """restricted: (pupil, contact) pairs that a contacts CSV marks as restricted."""

    domain: str
    schools: list[School]
    classes: list[SchoolClass]
    people: list[Person]
    memberships: list[Membership]
    restricted: list[tuple[str, str]] = field(default_factory=list)

    def with_role(self, *roles: str) -> list[Person]:
        return [person for person in self.people if set(roles) & set(person.roles)]


def make_district(
    *, seed: int, domain: str, schools: int = 3, classes: int = 40, pupils: int = 900, subjects: int = 4
) -> District:
    """classes: homerooms and, among them, `subjects` that pupils of several homerooms attend."""
    dice = random.Random(seed)  # noqa: S311 - made-up people, no secret
    district = District(domain, _schools(schools), [], [], [])
    _add_classes(district, classes - subjects, subjects)
    _add_staff(district, dice)
    _add_pupils(district, pupils, dice)
    _add_families(district, dice)
    return district


def first_district() -> District:
    """What the tour shows: 3 schools, 40 classes, 900 pupils, their teachers and families."""
    return make_district(seed=1, domain="alder.example")


def second_district() -> District:
    """A small neighbour in which the same surnames are at home."""
    return make_district(seed=1, domain="birch.example", schools=1, classes=6, pupils=90, subjects=1)


def _schools(count: int) -> list[School]:
    found = []
    for number in range(count):
        name, grades = SCHOOLS[number % len(SCHOOLS)]
        again = number // len(SCHOOLS)
        found.append(School(f"school-{number + 1}", f"{name} {again + 1}" if again else name, grades))
    return found


def _add_classes(district: District, homerooms: int, subjects: int) -> None:
    for number in range(homerooms):
        school = district.schools[number % len(district.schools)]
        round_ = number // len(district.schools)
        grade = school.grades[round_ % len(school.grades)]
        letter = "abcdefghijklmnopqrstuvwxyz"[round_ // len(school.grades) % 26]
        title = f"{grade.lstrip('0')}{letter}"
        district.classes.append(SchoolClass(f"class-{number + 1:03}", title, grade, school.id))
    for number in range(subjects):
        school = district.schools[-1]
        subject = SUBJECTS[number % len(SUBJECTS)]
        district.classes.append(
            SchoolClass(f"class-s{number + 1:02}", subject, school.grades[-1], school.id, subject)
        )


def _name(dice: random.Random) -> tuple[str, str]:
    given, family = dice.choice(BY_PLACE)
    if dice.random() < 0.1:  # families mix
        given = dice.choice(BY_PLACE)[0]
    return dice.choice(given), dice.choice(family)


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", anyascii(text)).lower()
    return "".join(sign for sign in plain if sign.isalnum()) or "x"


def _add_staff(district: District, dice: random.Random) -> None:
    """One teacher a homeroom; some have two, some share one; leaders have no class."""
    for number, school_class in enumerate(district.classes, 1):
        if school_class.subject and number % 2:
            teacher = district.with_role("teacher")[0]
        else:
            teacher = _staff(district, f"teacher-{number:03}", "teacher", school_class.school, dice)
        if school_class.school not in teacher.schools:
            teacher.schools = (*teacher.schools, school_class.school)
        _join(district, school_class, teacher, "teacher", primary=True)
        if number % 6 == 0:
            second = _staff(district, f"teacher-{number:03}b", "teacher", school_class.school, dice)
            _join(district, school_class, second, "teacher")
    for number, school in enumerate(district.schools, 1):
        _staff(district, f"principal-{number}", "principal", school.id, dice)
        _staff(district, f"aide-{number}", "aide", school.id, dice)
        _staff(district, f"counselor-{number}", "counselor", school.id, dice)


def _staff(district: District, id_: str, role: str, school: str, dice: random.Random) -> Person:
    given, family = _name(dice)
    email = f"{_ascii(given)[:12]}.{_ascii(family)[:16]}.{id_.rsplit('-', 1)[-1]}@{district.domain}"
    person = Person(id_, given, family, (role,), (school,), email=email)
    district.people.append(person)
    return person


def _join(
    district: District, school_class: SchoolClass, person: Person, role: str, *, primary: bool = False
) -> None:
    id_ = f"{school_class.id}-{person.id}"
    district.memberships.append(
        Membership(id_, school_class.id, school_class.school, person.id, role, primary)
    )


def _add_pupils(district: District, count: int, dice: random.Random) -> None:
    homerooms = [c for c in district.classes if not c.subject]
    for number in range(count):
        school_class = homerooms[number % len(homerooms)]
        given, family = HARD[number] if number < len(HARD) else _name(dice)
        pupil = Person(
            f"pupil-{number + 1:05}",
            given,
            family,
            ("student",),
            (school_class.school,),
            number=str(200001 + number * 7),
            grade=school_class.grade,
        )
        if number % 50 == 11:  # a twin: the same family name, class and day
            pupil.family_name = district.people[-1].family_name
            school_class = next(c for c in homerooms if c.id == district.memberships[-1].school_class)
            pupil.schools, pupil.grade = (school_class.school,), school_class.grade
        district.people.append(pupil)
        _join(district, school_class, pupil, "student")
    _add_subject_pupils(district)


def _add_subject_pupils(district: District) -> None:
    for number, school_class in enumerate(c for c in district.classes if c.subject):
        here = [p for p in district.with_role("student") if p.schools == (school_class.school,)]
        for pupil in here[number :: len(SUBJECTS)][:28]:
            _join(district, school_class, pupil, "student")


def _add_families(district: District, dice: random.Random) -> None:
    """Two adults a family, siblings in three of ten; who names whom differs from family to family."""
    pupils = district.with_role("student")
    number, at = 0, 0
    while at < len(pupils):
        children = pupils[at : at + (2 if dice.random() < 0.3 else 1)]
        at += len(children)
        number += 1
        for child in children[1:]:
            child.family_name = children[0].family_name
        adults = [
            _adult(children[0], number, which, district, dice) for which in "ab"[: 1 + (number % 9 > 0)]
        ]
        _connect(children, adults, by_child=number % 2 == 0)
        if number % 60 == 5 and len(adults) == 2:
            district.restricted.append((children[0].id, adults[1].id))
    _add_teaching_parent(district, pupils[0])


def _adult(child: Person, number: int, which: str, district: District, dice: random.Random) -> Person:
    given, family = _name(dice)
    # Every twelfth couple shares a mailbox; a few have none.
    mailbox = f"family{number:05}{'' if number % 12 == 0 else which}"
    email = "" if number % 25 == 7 else f"{mailbox}@families.example"
    adult = Person(
        f"adult-{number:05}{which}",
        given,
        child.family_name if which == "a" else family,
        ("parent" if which == "a" else "guardian",),
        child.schools,
        email=email,
        phone=f"+1 555 01{number % 100:02}",
    )
    district.people.append(adult)
    return adult


def _connect(children: list[Person], adults: list[Person], *, by_child: bool) -> None:
    naming, named = (children, adults) if by_child else (adults, children)
    for person in naming:
        person.agents = [other.id for other in named]


def _add_teaching_parent(district: District, child: Person) -> None:
    """Somebody who teaches here and has a child here: one person, two roles (only 1.2 can say so)."""
    teacher = district.with_role("teacher")[0]
    teacher.roles = (*teacher.roles, "parent")
    teacher.agents = [child.id]


def without(district: District, person_id: str) -> District:
    """The same district after somebody has gone: the next night's export."""
    left = [
        replace(person, agents=[agent for agent in person.agents if agent != person_id])
        for person in district.people
        if person.id != person_id
    ]
    memberships = [m for m in district.memberships if m.person != person_id]
    return replace(district, people=left, memberships=memberships)
