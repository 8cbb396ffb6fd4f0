"""What is over is destroyed by itself."""

from datetime import timedelta

from django.utils import timezone

from accounts.mail import messages
from accounts.models import Attempt, OneTimePassword, OutboxMail, PortalSession
from accounts.tasks import tidy_accounts
from accounts.usecases.create_logins import create_student_logins
from schools.audit import SYSTEM
from schools.tenancy import use_district
from tests.factories import PASSWORD
from tests.people import browser, sign_in


def test_an_expired_one_time_password_is_wiped_a_live_one_is_not(committed_cast):
    place, now = committed_cast.alder, timezone.now()
    with use_district(place.district.pk):
        (late,) = create_student_logins(
            students=[place.students["ben"]], actor=SYSTEM, now=now - timedelta(days=31)
        )
        tidy_accounts(district_id=place.district.pk)
        with use_district(place.district.pk):
            wiped = OneTimePassword.objects.get(account=late.account_id)
    assert (wiped.sealed, wiped.ended_at is None) == (None, False)


def test_sessions_that_are_over_and_old_attempts_go(committed_cast):
    place, now = committed_cast.alder, timezone.now()
    sign_in(place, place.accounts["teacher"].username)
    browser(place).post("/sign-in", {"login": "nobody", "password": PASSWORD})
    with use_district(place.district.pk):
        PortalSession.objects.update(expires_at=now - timedelta(seconds=1))
        Attempt.objects.update(last_at=now - timedelta(days=2))
    tidy_accounts(district_id=place.district.pk)
    with use_district(place.district.pk):
        assert not PortalSession.objects.exists()
        assert not Attempt.objects.exists()


def test_what_became_of_a_mail_is_forgotten_after_ninety_days(committed_cast):
    place, now = committed_cast.alder, timezone.now()
    with use_district(place.district.pk):
        for days in (91, 89):
            messages.email_changed_new(account=place.accounts["parent"], address=f"{days}@x.example", now=now)
        early, late = OutboxMail.objects.order_by("pk")
        for mail, days in ((early, 91), (late, 89)):
            OutboxMail.objects.filter(pk=mail.pk).update(
                status=OutboxMail.Status.SENT, sealed=None, ended_at=now - timedelta(days=days)
            )
    tidy_accounts(district_id=place.district.pk)
    with use_district(place.district.pk):
        assert list(OutboxMail.objects.values_list("pk", flat=True)) == [late.pk]
