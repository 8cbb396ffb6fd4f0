from celery import shared_task
from django.utils import timezone

from accounts.usecases.tidy import tidy
from schools.tenancy import DistrictTask


@shared_task(name="accounts.tasks.tidy_accounts", base=DistrictTask)
def tidy_accounts(*, district_id: int) -> None:
    """Every hour: see the use case."""
    tidy(now=timezone.now())
