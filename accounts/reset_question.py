"""Whom a reset of parents would meet: what the question before it shows to one reader (B4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.mail.addresses import takes_mail
from accounts.models import Account, AccountStudent
from roster.models import Contact
from schools.capabilities import Capability
from schools.scope import Scope


@dataclass
class AskedParent:
    """A parent with the children that were ticked, and those whom "all children" adds."""

    account: Account
    chosen: list[AccountStudent] = field(default_factory=list)
    others: list[AccountStudent] = field(default_factory=list)
    elsewhere: int = 0  # children outside the reader's reach: counted, not named

    @property
    def contact(self) -> Contact:
        assert self.account.contact is not None  # noqa: S101 - `of_parents` asks for one
        return self.account.contact

    @property
    def can_be_mailed(self) -> bool:
        return takes_mail(self.contact)

    @property
    def keeps_others(self) -> bool:
        return bool(self.others) or self.elsewhere > 0


def parents_of(links: Sequence[AccountStudent], scope: Scope) -> list[AskedParent]:
    """For links with their account, contact and student: two statements more for any number."""
    parents: dict[int, AskedParent] = {}
    for link in links:
        parents.setdefault(link.account_id, AskedParent(link.account)).chosen.append(link)
    every = AccountStudent.objects.of_parents().linked().filter(account__in=list(parents))
    others = every.exclude(pk__in=[link.pk for link in links])
    within = set(others.visible_to(scope, Capability.RESET_PARENTS).values_list("pk", flat=True))
    for link in others.select_related("student").order_by("student__sort_name", "pk"):
        if link.pk in within:
            parents[link.account_id].others.append(link)
        else:
            parents[link.account_id].elsewhere += 1
    return list(parents.values())
