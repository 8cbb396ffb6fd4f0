from celery import shared_task
from django.utils import timezone

from accounts.answering.run import answer_due
from accounts.usecases.tidy import tidy
from schools.tenancy import DistrictTask


@shared_task(name="accounts.tasks.answer_requests", base=DistrictTask)
def answer_requests(*, district_id: int) -> None:
    """Nudged by each request, and by the sweep while one is due."""
    answer_due(now=timezone.now())


@shared_task(name="accounts.tasks.tidy_accounts", base=DistrictTask)
def tidy_accounts(*, district_id: int) -> None:
    """Every hour: see the use case."""
    tidy(now=timezone.now())
