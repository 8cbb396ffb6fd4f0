"""Right after the mailbox has proven itself: the other children of the same contact record."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts import standing
from accounts.models import Account
from accounts.registering.proving import help_number_of, link_children, siblings_of
from roster.models import Student
from schools.audit import Actor


def link_siblings(
    *, account: Account, student_ids: Collection[int], actor: Actor, now: datetime
) -> list[Student]:
    """Those of the ids that may still be linked at this moment; the caller has checked what was offered."""
    with transaction.atomic():
        if not standing.still_holds(account):
            return []
        chosen = [student for student in siblings_of(account) if student.pk in student_ids]
        link_children(account, chosen, number=help_number_of(account), actor=actor, now=now)
    return chosen
