"""Which events of the audit somebody may read, which fit what they ask for, and the names in them."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.lives import UNDO
from accounts.models import Account, AccountStudent, AccountType, Emulation
from roster.models import Contact, Student, StudentContact
from roster.queries import names_or_number
from schools.audit import Verb
from schools.capabilities import Capability
from schools.models import AuditEvent, StaffMember
from schools.queries import staff_matching
from schools.scope import Scope
from schools.tenancy import current_district_id

MOST_PEOPLE = 100  # that one search finds; whoever types so little is asked for more by the result
_NAMES = """
    SELECT 'account', account.id, coalesce(
        staff.given_name || ' ' || staff.family_name, contact.given_name || ' ' || contact.family_name,
        student.given_name || ' ' || student.family_name, nullif(account.username, ''), account.email)
    FROM accounts_account AS account
    LEFT JOIN schools_staffmember AS staff ON staff.id = account.staff_id
    LEFT JOIN roster_contact AS contact ON contact.id = account.contact_id
    LEFT JOIN roster_student AS student
        ON student.id = account.primary_student_id AND account.type = 'student'
    WHERE account.district_id = %(district)s AND account.id = ANY(%(account)s)
    UNION ALL SELECT 'student', id, given_name || ' ' || family_name FROM roster_student
    WHERE district_id = %(district)s AND id = ANY(%(student)s)
    UNION ALL SELECT 'contact', id, given_name || ' ' || family_name FROM roster_contact
    WHERE district_id = %(district)s AND id = ANY(%(contact)s)
    UNION ALL SELECT 'staff', id, given_name || ' ' || family_name FROM schools_staffmember
    WHERE district_id = %(district)s AND id = ANY(%(staff)s)
    UNION ALL SELECT 'school', id, name FROM schools_school
    WHERE district_id = %(district)s AND id = ANY(%(school)s)
    UNION ALL SELECT 'login_list', id, serial FROM accounts_loginlist
    WHERE district_id = %(district)s AND id = ANY(%(login_list)s)
    UNION ALL SELECT 'import_run', id, file_name FROM roster_importrun
    WHERE district_id = %(district)s AND id = ANY(%(import_run)s)
    UNION ALL SELECT 'request', id, left(number, 3) || '-' || substr(number, 4) FROM accounts_publicrequest
    WHERE district_id = %(district)s AND id = ANY(%(request)s)
    UNION ALL SELECT 'emulation', id, reason FROM accounts_emulation
    WHERE district_id = %(district)s AND id = ANY(%(emulation)s)
"""
_KINDS = (
    "account", "student", "contact", "staff", "school", "login_list", "import_run", "request", "emulation",
)  # fmt: skip


class About(NamedTuple):
    """Whom the reader asks for: ids of accounts and of pupils."""

    accounts: Collection[int]
    students: Collection[int]


def events_within(scope: Scope) -> QuerySet[AuditEvent]:
    """The district's, or of one's schools: by the row's school, by whom it is about, or who was refused."""
    reach = scope.reach(Capability.VIEW_AUDIT)
    if reach.everything:
        return AuditEvent.objects.all()
    accounts = _accounts_within(scope).values("pk")
    students = Student.objects.visible_to(scope, Capability.VIEW_AUDIT).values("pk")
    contacts = StudentContact.objects.filter(student__in=students).values("contact_id")
    staff = StaffMember.objects.visible_to(scope, Capability.VIEW_AUDIT).values("pk")
    return AuditEvent.objects.filter(
        Q(school_id__in=reach.school_ids)
        | Q(object_kind="account", object_id__in=accounts) & ~_after_the_child("object_id", scope)
        | Q(object_kind="student", object_id__in=students)
        | Q(object_kind="contact", object_id__in=contacts)
        | Q(object_kind="staff", school_id=None, object_id__in=staff)
        | Q(verb=Verb.DENIED, actor_id__in=accounts)
        & (Q(emulated_id=None) | Q(emulated_id__in=accounts))
        & ~_after_the_child("actor_id", scope)
    )


def _after_the_child(account: str, scope: Scope) -> Q:
    """An event of an account whose only children here were taken off it more than the day of undo before."""
    links = AccountStudent.objects.visible_to(scope, Capability.VIEW_AUDIT)
    held = links.filter(
        Q(removed_at=None) | Q(removed_at__gt=OuterRef("at") - UNDO), account=OuterRef(account)
    )
    # Asked first: few accounts ever lost a child, and only their events are worth a look each.
    lost = links.exclude(removed_at=None).exclude(account__type=AccountType.STAFF).values("account_id")
    return Q(**{f"{account}__in": lost}) & ~Q(Exists(held))


def people_called(typed: str, *, scope: Scope) -> About:
    """Accounts and pupils within reach by name, username, address or number."""
    students = Student.objects.visible_to(scope, Capability.VIEW_AUDIT).filter(names_or_number(typed))
    contacts = Contact.objects.all()
    for word in typed.split():
        contacts = contacts.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word))
    staff = staff_matching(StaffMember.objects.all(), typed)
    name = typed.lower()
    accounts = _accounts_within(scope).filter(
        Q(username=name) | Q(email=name) | Q(staff__in=staff) | Q(contact__in=contacts)
        | Q(type="student", primary_student__in=students)
    )  # fmt: skip
    return About(_ids(accounts), _ids(students))


def about_account(account_id: int, *, scope: Scope) -> About:
    """Nobody, when the account is not within reach."""
    return About(_ids(_accounts_within(scope).filter(pk=account_id)), [])


def about_student(student_id: int, *, scope: Scope) -> About:
    """The pupil and the own login."""
    students = Student.objects.visible_to(scope, Capability.VIEW_AUDIT).filter(pk=student_id)
    own = Account.objects.filter(students__student__in=students, students__role="self")
    return About(_ids(own), _ids(students))


def narrowed(
    events: QuerySet[AuditEvent],
    *,
    about: About | None = None,
    verbs: Collection[str] = (),
    since: datetime | None = None,
) -> QuerySet[AuditEvent]:
    """Those by or about these people, of these verbs (none: all), not older than `since`."""
    if about is not None:
        events = events.filter(
            Q(actor_id__in=about.accounts)
            | Q(emulated_id__in=about.accounts)
            | Q(object_kind="account", object_id__in=about.accounts)
            | Q(object_kind="student", object_id__in=about.students)
        )
    if verbs:
        events = events.filter(verb__in=verbs)
    return events.filter(at__gte=since) if since else events


def names_of(mentioned: Collection[tuple[str, int]], *, scope: Scope) -> dict[tuple[str, int], str]:
    """One statement for the names, always the same; whoever is erased is absent.

    Pupils of other schools stay unnamed, and so does what another school noted about a parent whom they
    share: a parent's events tell of all their children.
    """
    ids = {kind: [pk for held, pk in mentioned if held == kind] for kind in _KINDS}
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, {"district": current_district_id(), **ids})
        names = {(kind, pk): name.strip() for kind, pk, name in cursor.fetchall()}
    if not scope.reach(Capability.VIEW_AUDIT).everything:
        visible = Student.objects.visible_to(scope, Capability.VIEW_AUDIT).filter(pk__in=ids["student"])
        elsewhere = {
            ("student", pk) for pk in set(ids["student"]) - set(visible.values_list("pk", flat=True))
        }
        names |= dict.fromkeys(elsewhere & names.keys(), _("a pupil of another school"))
        names |= {("emulation", pk): "…" for pk in _reasons_of_others(ids["emulation"], scope)}
    return names


def _reasons_of_others(ids: Collection[int], scope: Scope) -> QuerySet:
    """Looks by somebody beyond reach at an account with a pupil beyond it: free text may name them."""
    within = Student.objects.visible_to(scope, Capability.VIEW_AUDIT)
    beyond = AccountStudent.objects.filter(account=OuterRef("account")).exclude(student__in=within)
    looks = Emulation.objects.filter(Exists(beyond), pk__in=ids)
    return looks.exclude(actor_id__in=_accounts_within(scope).values("pk")).values_list("pk", flat=True)


def _accounts_within(scope: Scope) -> QuerySet[Account]:
    """Also those that no child is linked to any more: the log tells of the past."""
    if scope.reach(Capability.VIEW_AUDIT).everything:
        return Account.objects.all()
    students = Student.objects.visible_to(scope, Capability.VIEW_AUDIT)
    links = AccountStudent.objects.filter(student__in=students)
    staff = StaffMember.objects.visible_to(scope, Capability.VIEW_AUDIT)
    return Account.objects.filter(Q(pk__in=links.values("account_id")) | Q(staff__in=staff))


def _ids(found: QuerySet) -> list[int]:
    return list(found.values_list("pk", flat=True).distinct()[:MOST_PEOPLE])
