"""The rows every roster format is read into: one small, immutable, typed record a line.

`line` is the row in the file (the header is 1), `active` is False for a record its source says goes.
References are the sources' own ids; lists of them are comma-separated. Column names and types of the
temporary tables are derived from here (`staging`).
"""

import datetime as dt
from typing import NamedTuple


class Org(NamedTuple):
    line: int
    sourced_id: str
    active: bool = True
    name: str = ""
    type: str = ""
    parent: str = ""


class Session(NamedTuple):
    line: int
    sourced_id: str
    active: bool = True
    title: str = ""
    type: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    parent: str = ""
    school_year: str = ""


class Course(NamedTuple):
    line: int
    sourced_id: str
    active: bool = True
    school_year: str = ""
    title: str = ""
    code: str = ""
    org: str = ""


class SchoolClass(NamedTuple):
    line: int
    sourced_id: str
    active: bool = True
    title: str = ""
    grades: str = ""
    course: str = ""
    code: str = ""
    class_type: str = ""
    school: str = ""
    terms: str = ""


class Person(NamedTuple):
    line: int
    sourced_id: str
    active: bool = True
    enabled: bool = True
    orgs: str = ""  # 1.1 only: 1.2 has roles
    role: str = ""  # likewise
    identifier: str = ""
    number: str = ""  # the identifier, else a studentId among the userIds, else the sourcedId
    given_name: str = ""
    family_name: str = ""
    preferred_given_name: str = ""
    email: str = ""
    sms: str = ""
    phone: str = ""
    agents: str = ""
    grades: str = ""
    primary_org: str = ""
    search_text: str = ""


class Role(NamedTuple):
    line: int
    sourced_id: str
    active: bool = True
    person: str = ""
    role_type: str = ""
    role: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    org: str = ""
    profile: str = ""


class Enrolment(NamedTuple):
    line: int
    sourced_id: str
    active: bool = True
    school_class: str = ""
    school: str = ""
    person: str = ""
    role: str = ""
    is_primary: bool = False
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None


class Profile(NamedTuple):
    """Checked for its references only; nothing of it is kept."""

    line: int
    sourced_id: str
    active: bool = True
    person: str = ""


class Demographic(NamedTuple):
    """Checked for its reference only: the portal has no use for anyone's sex, race or birthday."""

    line: int
    sourced_id: str
    active: bool = True


class PupilContact(NamedTuple):
    """A line of the plain contacts CSV."""

    line: int
    number: str
    contact_id: str = ""
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""
    relationship: str = ""
    priority: int | None = None
    restricted: bool | None = None
    language: str = ""


Row = Org | Session | Course | SchoolClass | Person | Role | Enrolment | Profile | Demographic | PupilContact
