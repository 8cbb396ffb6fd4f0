"""A help number as the office sees it (X16): what was typed, who that could be, what stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef

from accounts.mail.addresses import takes_mail
from accounts.models import Account, AccountStudent, AccountType, PublicRequest
from accounts.pupil_numbers import find_pupil
from accounts.registering.names import Likeness, Name, likeness
from accounts.registering.record import Outcome, contacts_of, obstacle
from roster.models import Contact, Student, StudentContact
from schools.capabilities import Capability
from schools.scope import Scope

# What *It is her* may decide: that the name is right, and that a new address or a removed child is.
DECIDABLE = frozenset({Outcome.UNLINKED, None})


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the contact record of the pupil whose number was typed."""

    link: StudentContact
    likeness: Likeness
    obstacle: Outcome | None
    settling: bool

    @property
    def name(self) -> str:
        return str(self.link.contact)

    @property
    def may_be_said(self) -> bool:
        return self.obstacle in DECIDABLE or self.settling


@dataclass(frozen=True)
class Case:
    request: PublicRequest
    typed: Mapping[str, str]
    student: Student | None = None
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Older than fourteen days: nobody can read what was typed."""
        return not self.typed

    def candidate(self, contact_id: int) -> Candidate | None:
        return next((found for found in self.candidates if found.link.contact_id == contact_id), None)


def case_of(request: PublicRequest, typed: Mapping[str, str], *, now: datetime) -> Case:
    """As the records are now: what was mended since the answer counts."""
    student = find_pupil(typed["pupil"], now=now) if "pupil" in typed else None
    if student is None:
        return Case(request, typed)
    name = Name(typed["given_name"], typed["family_name"])
    candidates = [_candidate(name, link, now) for link in contacts_of(student)]
    return Case(request, typed, student, sorted(candidates, key=lambda found: -found.likeness))


def lies_within(case: Case, scope: Scope) -> bool:
    """Whether its nearest record is one of the reader's schools; what matches nothing is anybody's."""
    pupils = Student.objects.visible_to(scope, Capability.HELP_PARENTS)
    if case.student:
        return pupils.filter(pk=case.student.pk).exists()
    request = case.request
    if request.contact_id:
        return pupils.filter(contacts__contact=request.contact_id).exists()
    if request.account_id:
        accounts = Account.objects.visible_to(scope, Capability.HELP_PARENTS)
        return accounts.filter(pk=request.account_id).exists() or _of_no_school(request.account_id)
    return True


def _of_no_school(account_id: int) -> bool:
    """Registered with an address that is on no record, and never had a child: else no office could help."""
    parents = Account.objects.filter(pk=account_id, type=AccountType.PARENT, contact=None)
    on_record = Contact.objects.filter(address=OuterRef("email"))
    children = AccountStudent.objects.filter(account=OuterRef("pk"))
    return parents.exclude(Exists(on_record)).exclude(Exists(children)).exists()


def _candidate(name: Name, link: StudentContact, now: datetime) -> Candidate:
    recorded = Name(link.contact.given_name, link.contact.family_name)
    stands_against = obstacle(link, now=now)
    settling = stands_against == Outcome.STALE_ADDRESS and takes_mail(link.contact)
    return Candidate(link, likeness(name, recorded), stands_against, settling)
