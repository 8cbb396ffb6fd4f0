"""Mails for an installation: `python -m tests.faults.posting COUNT [pause=SECONDS] [to=ADDRESS]`, as the web posts them.

A line for each that was accepted: its subject and how many seconds that took. What is refused is tried again.
"""

import os
import sys
import time

import django


def main(count: int, *, pause: str = "0", to: str = "pat{number}@home.example") -> None:
    for number in range(count):
        subject = f"mail-{os.getpid()}-{number}"
        while (seconds := accepted(subject, to.format(number=number))) is None:
            time.sleep(0.2)
        sys.stdout.write(f"{subject} {seconds:.3f}\n")
        sys.stdout.flush()
        time.sleep(float(pause))


def accepted(subject: str, address: str) -> float | None:
    """None while the database is away."""
    began = time.monotonic()
    try:
        with use_district(alder()), transaction.atomic():
            contact = Contact.objects.order_by("pk").first()
            Contact.objects.filter(pk=contact.pk, refused_address="").update(email=address)
            message = EmailMessage(subject, "Words", to=[address])
            post(message, kind="other", now=timezone.now(), contact=contact)
    except Error:
        connection.close()
        return None
    return time.monotonic() - began


def alder() -> int:
    return District.objects.get(slug="alder").pk


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()

    from django.core.mail import EmailMessage
    from django.db import Error, connection, transaction
    from django.utils import timezone

    from accounts.mail.outbox import post
    from portal.celery import app
    from roster.models import Contact
    from schools.models import District
    from schools.tenancy import use_district

    app.set_default()
    main(int(sys.argv[1]), **dict(argument.split("=", 1) for argument in sys.argv[2:]))
