"""Sixty names, addresses and subjects that try to become a header of their own (SECURITY 36)."""

from email.utils import parseaddr

import pytest
from django.core.mail import BadHeaderError, EmailMessage
from django.utils import timezone

from accounts.mail import messages, outbox
from accounts.models import Account, OutboxMail
from roster.models import Contact
from schools.models import District
from schools.tenancy import use_district
from tests.mails import queued, text_of

NOW = timezone.now()
VICTIM = "victim@evil.example"
PAYLOADS = [
    f"Ada{end}Bcc: {VICTIM}"
    for end in (
        "\r\n",
        "\n",
        "\r",
        "\0\n",
        "\v",
        "\f",
        "\x1c",
        "\x85",
        "\u2028",
        "\u2029",
        "%0d%0a",
        "\\r\\n",
    )
] + [
    f"Ada\r\nTo: {VICTIM}",
    f"Ada\n\nA body of my own\nBcc: {VICTIM}",
    f"Ada <{VICTIM}>, ",
    f'"Ada" <{VICTIM}>',
    "Ada\0",
    "=?utf-8?q?Ada=0D=0ABcc:_victim@evil.example?=",
    "A" * 2000,
    "Ada\u202egnirts",
]


@pytest.fixture
def parent(cast):
    with use_district(cast.alder.district.pk):
        account = Account.objects.select_related("contact").get(pk=cast.alder.accounts["parent"].pk)
        account.email = "pat@home.example"
        yield account


def is_intact(mail, words: str) -> None:
    assert mail.get_all("To") == ["pat@home.example"]
    assert (mail.get_all("Cc"), mail.get_all("Bcc"), len(mail.get_all("From"))) == (None, None, 1)
    assert parseaddr(mail["From"])[1] == "portal@localhost"
    assert VICTIM not in "".join(value for name, value in mail.items() if name not in ("From", "Subject"))
    assert max(len(line) for line in mail.as_bytes().splitlines()) <= 998
    assert words in text_of(mail)


def test_a_childs_name_stays_in_the_body(parent):
    for payload in PAYLOADS:
        messages.child_removed(account=parent, student_name=payload, now=NOW)
    mails = queued()
    assert len(mails) == len(PAYLOADS)
    for mail in mails:
        is_intact(mail, "off your account")


def test_a_districts_name_stays_a_name(parent, monkeypatch):
    usual, names = District.objects.get, iter(PAYLOADS)

    def renamed(**which) -> District:
        district = usual(**which)
        district.name = next(names)
        return district

    monkeypatch.setattr(District.objects, "get", renamed)  # the web may not change it, so no row can say this
    for _ in PAYLOADS:
        messages.account_deleted(account=parent, now=NOW)
    mails = queued()
    assert len(mails) == len(PAYLOADS)
    for mail in mails:
        is_intact(mail, "deleted")


def test_an_address_that_hides_something_gets_no_mail(parent):
    for payload in PAYLOADS:
        messages.email_changed_new(account=parent, address=f"pat@home.example{payload[3:]}", now=NOW)
    rows = list(OutboxMail.objects.values_list("status", "sealed", "answer"))
    assert rows == [("refused", None, "address")] * len(PAYLOADS)


def test_an_address_on_record_that_is_none_is_marked(parent):
    contact = parent.contact
    Contact.objects.filter(pk=contact.pk).update(email="none, moved away")
    contact.refresh_from_db()
    messages.address_corrected(contact=contact, address=contact.address, now=NOW)
    contact.refresh_from_db()
    assert contact.mail_comes_back


@pytest.mark.parametrize("payload", PAYLOADS[:3])
def test_a_line_break_in_a_header_is_refused(parent, payload):
    with pytest.raises(BadHeaderError):
        outbox.post(EmailMessage(payload, "Words", to=["pat@home.example"]), kind="other", now=NOW)
    assert not OutboxMail.objects.exists()


def test_a_second_addressee_is_refused(parent):
    with pytest.raises(ValueError, match="too many values"):
        outbox.post(
            EmailMessage("Hello", "Words", to=["pat@home.example"], bcc=[VICTIM]), kind="other", now=NOW
        )
