from allauth.account.managers import EmailAddressManager
from allauth.account.models import EmailAddress

from schools.tenancy import current_district_id


class DistrictEmailAddressManager(EmailAddressManager):
    """allauth looks addresses up over the whole installation; ours only in the current district."""

    def get_queryset(self):
        return super().get_queryset().filter(user__district_id=current_district_id())


def fence_email_addresses() -> None:
    """allauth's model cannot be swapped, so its manager is (no migration follows from it)."""
    EmailAddress._meta.local_managers.clear()
    EmailAddress.add_to_class("objects", DistrictEmailAddressManager())
    EmailAddress._meta._expire_cache()
