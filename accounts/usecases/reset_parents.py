"""Reset parents' logins: signed out now, no password, their children to be proven again (B4, B5).

The account stays, and its username with it: who registers again gets it back. An e-mail address that is not
the one on record goes: it may be that of the very person whom the reset shuts out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts import lockout
from accounts.ending import end_access
from accounts.families import contacts_to_write_to
from accounts.mail import messages
from accounts.mail.addresses import is_off_record, takes_mail
from accounts.mail.batch import Batch
from accounts.mail.links import absolute_url
from accounts.models import Account, AccountStudent
from roster.queries import first_schools
from schools import audit
from schools.audit import Actor, Verb
from schools.models import AuditEvent

Status = AccountStudent.Status
LINKED, UNPROVEN, REMOVED = Status.LINKED, Status.UNPROVEN, Status.REMOVED


@dataclass(frozen=True)
class ResetParent:
    """One parent of a reset: the children to be proven again, and whether the login went with them."""

    account: Account
    children: tuple[AccountStudent, ...]
    whole: bool

    @property
    def name(self) -> str:
        return str(self.account.contact)


@dataclass(frozen=True)
class ParentsReset:
    parents: Sequence[ResetParent]
    left_out: Sequence[Account]  # no mailbox on record: they could not register again


def reset_parents(
    *, links: Sequence[AccountStudent], keep_others: Collection[int] = (), actor: Actor, now: datetime
) -> ParentsReset:
    """Reset the parents of `links` (of parents, within the actor's scope), with all their children.

    keep_others: ids of accounts of which only the children in `links` are to be proven again; where that
    leaves a child, login and sessions stay. The same statements for any number; no audit row, no reset.
    """
    register = absolute_url(reverse("accounts:register"))
    with transaction.atomic():
        accounts = _locked({link.account_id for link in links})
        served = [account for account in accounts if account.contact and takes_mail(account.contact)]
        parents = _decide(served, {link.pk for link in links}, set(keep_others))
        whole = [parent.account.pk for parent in parents if parent.whole]
        end_access(whole, now=now)
        Account.objects.filter(pk__in=whole).update(password="!", must_choose=True)  # noqa: S106 - unusable
        elsewhere = [
            parent.account.pk for parent in parents if parent.whole and is_off_record(parent.account)
        ]
        Account.objects.filter(pk__in=elsewhere).update(email="")
        lockout.lift(whole)
        children = [link.pk for parent in parents for link in parent.children]
        AccountStudent.objects.linked().filter(pk__in=children).update(status=UNPROVEN)
        # One that was taken off and is put back has to be proven again like the others.
        AccountStudent.objects.filter(account__in=whole, status=REMOVED).update(status_before=UNPROVEN)
        AuditEvent.objects.bulk_create(_events(parents, actor, now))
        _tell(parents, register, now)
    return ParentsReset(parents, [account for account in accounts if account not in served])


def _locked(account_ids: Collection[int]) -> list[Account]:
    """In key order, as every other reset and the choosing of a password lock them."""
    accounts = Account.objects.not_deleted().filter(pk__in=account_ids).select_related("contact")
    return list(accounts.order_by("pk").select_for_update(no_key=True, of=("self",)))


def _decide(accounts: Sequence[Account], chosen: set[int], keep_others: set[int]) -> list[ResetParent]:
    held: dict[int, list[AccountStudent]] = {}
    for link in AccountStudent.objects.of_parents().filter(account__in=accounts).select_related("student"):
        held.setdefault(link.account_id, []).append(link)
    parents = []
    for account in accounts:
        links = held.get(account.pk, [])
        if not any(link.pk in chosen for link in links):
            continue  # the school took the child off this account in this very moment
        keeps = any(link.status == LINKED and link.pk not in chosen for link in links)
        whole = account.pk not in keep_others or not keeps
        parents.append(ResetParent(account, tuple(x for x in links if whole or x.pk in chosen), whole))
    return parents


def _tell(parents: Sequence[ResetParent], register: str, now: datetime) -> None:
    """By mail how they register again; nobody is written to before a school of theirs is open."""
    write_to = contacts_to_write_to({x.account.contact_id for x in parents if x.account.contact_id})
    batch = Batch()
    for parent in parents:
        if parent.account.contact_id in write_to:
            names = () if parent.whole else [str(link.student) for link in parent.children]
            messages.login_was_reset(
                account=parent.account, register_url=register, children=names, now=now, batch=batch
            )
    batch.post()


def _events(parents: Sequence[ResetParent], actor: Actor, now: datetime) -> list[AuditEvent]:
    schools = first_schools([link.student_id for parent in parents for link in parent.children])
    return [
        audit.event(
            actor=actor,
            verb=Verb.PARENTS_RESET,
            at=now,
            object_kind="account",
            object_id=parent.account.pk,
            school_id=next((schools.get(link.student_id) for link in parent.children), None),
            count=len(parent.children),
            details={"login": parent.whole},
        )
        for parent in parents
    ]
