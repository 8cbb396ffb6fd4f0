"""How long a password must be for one account (C2): the strictest of our floor, the district, its schools."""

from django.db.models import Max, Q

from accounts.models import Account, AccountStudent
from accounts.passwords import FLOORS
from roster.models import StudentSchool
from schools.models import PasswordPolicy, StaffAssignment


def floor_of(account: Account) -> int:
    """Schools: where the account's pupils go; for staff, where they work."""
    linked = AccountStudent.objects.linked().filter(account=account)
    pupils = StudentSchool.objects.filter(student__in=linked.values("student"))
    work = StaffAssignment.objects.current().filter(staff=account.staff_id)
    here = Q(school=None) | Q(school__in=pupils.values("school")) | Q(school__in=work.values("school"))
    asked = PasswordPolicy.objects.filter(here, account_type=account.type).aggregate(
        longest=Max("min_length")
    )
    return max(FLOORS[account.type], asked["longest"] or 0)
