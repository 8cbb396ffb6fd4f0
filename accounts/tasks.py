from celery import shared_task
from django.utils import timezone

from accounts import last_requests
from accounts.answering.run import answer_due
from accounts.mail.delivery import deliver_due
from accounts.mail.outbox import DELIVER
from accounts.usecases.tidy import tidy
from schools.jobs import announce
from schools.tenancy import DistrictTask


@shared_task(name="accounts.tasks.answer_requests", base=DistrictTask)
def answer_requests(*, district_id: int) -> None:
    """Nudged by each request, and by the sweep while one is due."""
    answer_due(now=timezone.now())


@shared_task(name="accounts.tasks.tidy_accounts", base=DistrictTask)
def tidy_accounts(*, district_id: int) -> None:
    """Every hour: see the use case."""
    tidy(now=timezone.now())


@shared_task(name="accounts.tasks.keep_last_requests", base=DistrictTask)
def keep_last_requests(*, district_id: int) -> None:
    """Every minute: see last_requests."""
    last_requests.keep()


@shared_task(name=DELIVER, base=DistrictTask)
def deliver_mail(*, district_id: int) -> None:
    """After a commit that posted mail, and by the sweep; a long queue lets other work in between."""
    if deliver_due():
        announce(DELIVER)
