"""Accounts of parents and pupils as the office sees them: whose, in which state, used when (C7, C16)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext as _

from accounts import lockout
from accounts.lives import UNDO
from accounts.models import Account, AccountStudent, Attempt, MailedLink
from accounts.models.account import AccountQuerySet
from accounts.wording import Chip, account_chip
from roster.models import Contact, Student
from schools.capabilities import Capability
from schools.route_words import route_words
from schools.scope import Scope


@dataclass(slots=True)
class PortalAccount:
    account: Account
    now: datetime
    locked_until: datetime | None
    links: list[AccountStudent] = field(default_factory=list)  # to pupils within the reader's reach
    elsewhere: int = 0  # how many other pupils it has

    @property
    def pk(self) -> int:
        return self.account.pk

    @property
    def person(self) -> Contact | Student | None:
        """Whose it is, as far as the reader may know."""
        if self.account.contact:
            return self.account.contact
        return next((link.student for link in self.links if link.role == AccountStudent.Role.SELF), None)

    @property
    def name(self) -> str:
        return str(self.person or self.account)

    @property
    def login(self) -> str:
        """What the owner types to sign in, or where mail reaches who types neither."""
        typed = " · ".join(filter(None, (self.account.username, self.account.email)))
        return typed or (self.account.contact.address if self.account.contact else "")

    @property
    def primary(self) -> Student | None:
        """The pupil that its owner is shown first, if the reader may see them."""
        first = self.account.primary_student_id
        return next((link.student for link in self.links if link.student_id == first), None)

    @property
    def password_kind(self) -> str:
        """How the password is kept, never the password."""
        own = self.account.has_usable_password()
        return _("Own password (Argon2id)") if own else _("No own password yet")

    @property
    def first_action(self) -> str:
        route = self.account.first_action
        return route_words(route) if route else ""

    @property
    def chip(self) -> Chip:
        return account_chip(self.account, locked_until=self.locked_until, now=self.now)


def accounts_within(scope: Scope, *, now: datetime) -> AccountQuerySet:
    """The accounts of parents and pupils that this person administers; never one of staff.

    A deleted one, and one that lost its only child within reach, stays for as long as that can be undone.
    """
    since = now - UNDO
    within = Account.objects.administered_by(scope, Capability.ADMINISTER_ACCOUNTS, removed_since=since)
    return within.kept_since(since)


def taken_off(account: Account, *, scope: Scope, now: datetime) -> list[AccountStudent]:
    """The children within reach that were taken off it and can still be put back (C9)."""
    visible = Student.objects.visible_to(scope, Capability.ADMINISTER_ACCOUNTS)
    removed = AccountStudent.objects.filter(account=account, role=AccountStudent.Role.GUARDIAN)
    removed = removed.filter(removed_at__gt=now - UNDO, student__in=visible)
    return list(removed.select_related("student").order_by("pk"))


def also_on(account: Account, student: Student) -> list[Account]:
    """Other accounts on which the same person has this child: theirs, or proven by their mailbox."""
    links = AccountStudent.objects.filter(student=student, role=AccountStudent.Role.GUARDIAN)
    own = links.filter(account=account).values_list("contact", flat=True)
    records = {account.contact_id, *own} - {None}
    others = links.linked().filter(Q(contact__in=records) | Q(account__contact__in=records))
    others = others.exclude(account=account).filter(account__deleted_at=None)
    return [link.account for link in others.select_related("account").order_by("pk")]


def has_child_beyond(account: Account, scope: Scope, capability: Capability, *, now: datetime) -> bool:
    """Whether it serves a child whom `capability` does not reach: then others decide about its end.

    Also one that can still be put back, or taking it off first would be a way to delete.
    """
    within = Student.objects.visible_to(scope, capability)
    links = AccountStudent.objects.held_since(now - UNDO).filter(account=account)
    return links.exclude(student__in=within.values("pk")).exists()


def password_link(account: Account, *, now: datetime) -> MailedLink | None:
    """The mailed secret that could set a new password today (C16's change code): that there is one."""
    links = MailedLink.objects.filter(account=account, purpose=MailedLink.Purpose.RESET)
    return links.filter(ended_at=None, expires_at__gt=now).first()


def portal_accounts(ids: Collection[int], *, scope: Scope, now: datetime) -> list[PortalAccount]:
    """The accounts with these ids, in their order: three statements for any number.

    The caller has checked that the scope reaches them; of their pupils only those within it are named.
    """
    accounts = Account.objects.select_related("contact").in_bulk(ids)
    keys = {lockout.key_of(account, ""): pk for pk, account in accounts.items()}
    locked = Attempt.objects.filter(key__in=keys, locked_until__gt=now).values_list("key", "locked_until")
    until = {keys[key]: moment for key, moment in locked}
    rows = {pk: PortalAccount(accounts[pk], now, until.get(pk)) for pk in ids if pk in accounts}
    links = AccountStudent.objects.not_removed().filter(account__in=accounts).select_related("student")
    visible = Student.objects.visible_to(scope, Capability.ADMINISTER_ACCOUNTS)
    visible = visible.filter(account_links__account__in=accounts)  # not of a whole district, for a page
    within = ExpressionWrapper(Q(student__in=visible), output_field=BooleanField())
    for link in links.annotate(within=within).order_by("-role", "pk"):
        if link.within:
            rows[link.account_id].links.append(link)
        else:
            rows[link.account_id].elsewhere += 1
    return list(rows.values())
