"""A made-up district as the tables of OneRoster, columns in the standard's order."""

from collections.abc import Iterator

from portal.demo.people import District, Person

YEAR, TERM = "session-year", "session-autumn"
STARTS, MIDDLE, ENDS = "2026-08-17", "2026-12-19", "2027-06-12"
Rows = list[dict[str, str]]


def tables(district: District, version: str = "1.2") -> dict[str, Rows]:
    """File name without ending -> its rows, columns in the standard's order; status and date stay blank."""
    found = {
        "orgs": _orgs(district),
        "academicSessions": _sessions(),
        "courses": _courses(district),
        "classes": _classes(district),
        "users": [_user(person, version) for person in district.people],
        "enrollments": _enrollments(district),
    }
    if version == "1.2":
        found["roles"] = list(_roles(district))
    return found


def _row(id_: str, **cells: str) -> dict[str, str]:
    return {"sourcedId": id_, "status": "", "dateLastModified": "", **cells}


def _orgs(district: District) -> Rows:
    top = _row("district-1", name=district.domain, type="district", identifier="", parentSourcedId="")
    return [top] + [
        _row(
            school.id, name=school.name, type="school", identifier=school.id[-1], parentSourcedId="district-1"
        )
        for school in district.schools
    ]


def _sessions() -> Rows:
    def session(id_: str, title: str, kind: str, end: str, parent: str) -> dict[str, str]:
        return _row(
            id_,
            title=title,
            type=kind,
            startDate=STARTS,
            endDate=end,
            parentSourcedId=parent,
            schoolYear="2027",
        )

    return [
        session(YEAR, "School year 2026/27", "schoolYear", ENDS, ""),
        session(TERM, "Autumn term", "term", MIDDLE, YEAR),
    ]


def _courses(district: District) -> Rows:
    names = sorted({(c.subject or "Homeroom", c.school) for c in district.classes})
    return [
        _row(
            f"course-{school}-{title.split()[0].lower()}",
            schoolYearSourcedId=YEAR,
            title=title,
            courseCode=title[:3].upper(),
            grades="",
            orgSourcedId=school,
            subjects=title,
            subjectCodes="",
        )
        for title, school in names
    ]


def _classes(district: District) -> Rows:
    return [
        _row(
            c.id,
            title=c.title,
            grades=c.grade,
            courseSourcedId=f"course-{c.school}-{(c.subject or 'Homeroom').split()[0].lower()}",
            classCode=c.id[-3:],
            classType="scheduled" if c.subject else "homeroom",
            location="",
            schoolSourcedId=c.school,
            termSourcedIds=f"{YEAR},{TERM}" if c.subject else YEAR,
            subjects=c.subject,
            subjectCodes="",
            periods="",
        )
        for c in district.classes
    ]


def _user(person: Person, version: str) -> dict[str, str]:
    middle = {
        "username": person.id,
        "userIds": f"{{studentId:{person.number}}}" if person.number else "",
        "givenName": person.given_name,
        "familyName": person.family_name,
        "middleName": "",
        "identifier": person.number,
        "email": person.email,
        "sms": "",
        "phone": person.phone,
        "agentSourcedIds": ",".join(person.agents),
        "grades": person.grade,
        "password": "",
    }
    if version == "1.1":
        role = {"principal": "administrator", "counselor": "aide"}.get(person.roles[0], person.roles[0])
        return _row(
            person.id, enabledUser="true", orgSourcedIds=",".join(person.schools), role=role, **middle
        )
    more = dict.fromkeys(("preferredMiddleName", "preferredFamilyName"), "")
    return _row(
        person.id,
        enabledUser="true",
        **middle,
        userMasterIdentifier="",
        preferredGivenName=person.preferred_given_name,
        **more,
        primaryOrgSourcedId=person.schools[0],
        pronouns="",
    )


def _roles(district: District) -> Iterator[dict[str, str]]:
    for person in district.people:
        for at_role, role in enumerate(person.roles):
            for at_school, school in enumerate(person.schools):
                yield _row(
                    f"{person.id}-{role}-{school}",
                    userSourcedId=person.id,
                    roleType="secondary" if at_role or at_school else "primary",
                    role=role,
                    beginDate=STARTS,
                    endDate="",
                    orgSourcedId=school,
                    userProfileSourcedId="",
                )


def _enrollments(district: District) -> Rows:
    return [
        _row(
            m.id,
            classSourcedId=m.school_class,
            schoolSourcedId=m.school,
            userSourcedId=m.person,
            role=m.role,
            primary=("true" if m.primary else "false") if m.role == "teacher" else "",
            beginDate=STARTS,
            endDate=ENDS,
        )
        for m in district.memberships
    ]
