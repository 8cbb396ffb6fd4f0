"""A mail as it will look, for who decides whether it may go out. Nothing is queued, and it opens nothing."""

from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from accounts.lives import MAILED_PASSWORD
from accounts.mail.links import absolute_url
from accounts.mail.rendering import render

ADDRESS, PASSWORD = "name@example.org", "abc-def-ghj"


def registration_mail(*, language: str, now: datetime) -> EmailMultiAlternatives:
    """What a parent gets who has proven to be on a pupil's record."""
    facts = {
        "name": ADDRESS,
        "password": PASSWORD,
        "expires_at": now + MAILED_PASSWORD,
        "number": "",
        "username_refused": False,
        "by_email": True,
        "sign_in": absolute_url(reverse("accounts:sign-in")),
    }
    return render("mailed_password", to=ADDRESS, languages=(language,), facts=facts)
