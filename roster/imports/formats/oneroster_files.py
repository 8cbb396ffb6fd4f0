"""The files and columns of OneRoster CSV 1.1 and 1.2.1 that carry a roster, in the standard's order."""

from roster.imports import checks, rows
from roster.imports.checks import Check
from roster.imports.reader import Column, FileSpec

ROSTER_FILES = (
    "orgs",
    "academicSessions",
    "courses",
    "classes",
    "users",
    "roles",
    "enrollments",
    "demographics",
    "userProfiles",
)
IGNORED_FILES = (
    "categories",
    "classResources",
    "courseResources",
    "lineItemLearningObjectiveIds",
    "lineItemScoreScales",
    "lineItems",
    "resources",
    "resultLearningObjectiveIds",
    "resultScoreScales",
    "results",
    "scoreScales",
    "userResources",
)
ONLY_IN_1_2 = ("roles", "scoreScales", "userProfiles", "userResources")
STAFF_ROLES = (
    "administrator",
    "aide",
    "counselor",
    "districtAdministrator",
    "principal",
    "proctor",
    "siteAdministrator",
    "systemAdministrator",
    "teacher",
)
CONTACT_ROLES = ("guardian", "parent", "relative")
ROLES = (*STAFF_ROLES, *CONTACT_ROLES, "student")

C = Column
text, date, boolean, word, list_of = checks.text, checks.date, checks.boolean, checks.word, checks.list_of


def specs(version: str, *, bulk: bool) -> dict[str, FileSpec]:
    """The files of one version. bulk: a full export, in which status and dateLastModified stay blank."""
    guid = checks.guid if version == "1.2" else checks.loose_guid
    make = _Maker(guid, bulk)
    users = _users_1_2(guid) if version == "1.2" else _users_1_1(guid)
    found = {
        **_place_files(make, guid),
        **_class_files(make, guid),
        "users": make("users", rows.Person, *users),
        "enrollments": make("enrollments", rows.Enrolment, *_enrollments(guid)),
        "demographics": make("demographics", rows.Demographic, *_demographics()),
    }
    if version == "1.2":
        found |= _files_of_1_2(make, guid)
    return found


class _Maker:
    """Puts the three columns in front that every OneRoster file begins with."""

    def __init__(self, guid: Check, bulk: bool) -> None:
        status = checks.status_in_bulk if bulk else checks.status
        modified = checks.blank_in_bulk if bulk else checks.date_time
        self.front = (
            C("sourcedId", guid, "sourced_id", needed=True),
            C("status", status, "active", required=not bulk),
            C("dateLastModified", modified, required=not bulk),
        )

    def __call__(self, name: str, row: type, *columns: Column, **more) -> FileSpec:
        return FileSpec(f"{name}.csv", row, (*self.front, *columns), **more)


def _place_files(make: _Maker, guid: Check) -> dict[str, FileSpec]:
    org_type = word("department", "school", "district", "local", "state", "national")
    session_type = word("gradingPeriod", "semester", "schoolYear", "term")
    orgs = (
        C("name", text, "name", needed=True),
        C("type", org_type, "type", needed=True),
        C("identifier"),
        C("parentSourcedId", guid, "parent"),
    )
    sessions = (
        C("title", text, "title", needed=True),
        C("type", session_type, "type", needed=True),
        C("startDate", date, "starts_on", needed=True),
        C("endDate", date, "ends_on", needed=True),
        C("parentSourcedId", guid, "parent"),
        C("schoolYear", checks.year, "school_year", required=True),
    )
    return {
        "orgs": make("orgs", rows.Org, *orgs),
        "academicSessions": make("academicSessions", rows.Session, *sessions),
    }


def _class_files(make: _Maker, guid: Check) -> dict[str, FileSpec]:
    courses = (
        C("schoolYearSourcedId", guid, "school_year"),
        C("title", text, "title", needed=True),
        C("courseCode", text, "code"),
        C("grades"),
        C("orgSourcedId", guid, "org", required=True),
        C("subjects"),
        C("subjectCodes"),
    )
    classes = (
        C("title", text, "title", needed=True),
        C("grades", text, "grades"),
        C("courseSourcedId", guid, "course", required=True),
        C("classCode", text, "code"),
        C("classType", word("homeroom", "scheduled"), "class_type", required=True),
        C("location"),
        C("schoolSourcedId", guid, "school", needed=True),
        C("termSourcedIds", list_of(guid), "terms", required=True),
        C("subjects"),
        C("subjectCodes"),
        C("periods"),
    )
    subjects = (("subjects", "subjectCodes"),)
    return {
        "courses": make("courses", rows.Course, *courses, pairs=subjects),
        "classes": make("classes", rows.SchoolClass, *classes, pairs=subjects),
    }


def _enrollments(guid: Check) -> tuple[Column, ...]:
    return (
        C("classSourcedId", guid, "school_class", needed=True),
        C("schoolSourcedId", guid, "school", required=True),
        C("userSourcedId", guid, "person", needed=True),
        C("role", word("administrator", "proctor", "student", "teacher"), "role", needed=True),
        C("primary", boolean, "is_primary"),
        C("beginDate", date, "starts_on"),
        C("endDate", date, "ends_on"),
    )


def _of_every_user(guid: Check) -> tuple[Column, ...]:
    """In the order of both versions; what comes before and after differs."""
    return (
        C("username"),
        C("userIds", checks.user_ids, "number"),
        C("givenName", text, "given_name", required=True, stands=True),
        C("familyName", text, "family_name", required=True, stands=True),
        C("middleName"),
        C("identifier", text, "identifier"),
        C("email", checks.email, "email"),
        C("sms", text, "sms"),
        C("phone", text, "phone"),
        C("agentSourcedIds", list_of(guid), "agents"),
        C("grades", text, "grades"),
        C("password", secret=True),
    )


def _users_1_1(guid: Check) -> tuple[Column, ...]:
    return (
        C("enabledUser", boolean, "enabled", required=True),
        C("orgSourcedIds", list_of(guid), "orgs", needed=True),
        C("role", word(*ROLES), "role", needed=True),
        *_of_every_user(guid),
    )


def _users_1_2(guid: Check) -> tuple[Column, ...]:
    return (
        C("enabledUser", boolean, "enabled", required=True),
        *_of_every_user(guid),
        C("userMasterIdentifier"),
        C("preferredGivenName", text, "preferred_given_name"),
        C("preferredMiddleName"),
        C("preferredFamilyName"),
        C("primaryOrgSourcedId", guid, "primary_org"),
        C("pronouns"),
    )


def _files_of_1_2(make: _Maker, guid: Check) -> dict[str, FileSpec]:
    return {
        "roles": make(
            "roles",
            rows.Role,
            C("userSourcedId", guid, "person", needed=True),
            C(
                "roleType",
                word("primary", "secondary", closed=True),
                "role_type",
                required=True,
                harmless=True,
            ),
            C("role", word(*ROLES), "role", needed=True),
            C("beginDate", date, "starts_on"),
            C("endDate", date, "ends_on"),
            C("orgSourcedId", guid, "org", needed=True),
            C("userProfileSourcedId", guid, "profile"),
        ),
        "userProfiles": make(
            "userProfiles",
            rows.Profile,
            C("userSourcedId", guid, "person", required=True),
            C("profileType"),
            C("vendorId"),
            C("applicationId"),
            C("description"),
            C("credentialType"),
            C("username", secret=True),
            C("password", secret=True),
        ),
    }


def _demographics() -> tuple[Column, ...]:
    flags = (
        "americanIndianOrAlaskaNative",
        "asian",
        "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander",
        "white",
        "demographicRaceTwoOrMoreRaces",
        "hispanicOrLatinoEthnicity",
    )
    return (
        C("birthDate", date, secret=True),
        C("sex", word("male", "female", "other", "unspecified"), secret=True),
        *(C(name, boolean, secret=True) for name in flags),
        C("countryOfBirthCode"),
        C("stateOfBirthAbbreviation"),
        C("cityOfBirth"),
        C("publicSchoolResidenceStatus"),
    )
