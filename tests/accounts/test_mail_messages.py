"""Every mail, in each language: read as its addressee reads it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.mail import messages
from accounts.mail.messages import AccountLink
from accounts.models import Account, OutboxMail
from schools.tenancy import use_district
from tests.mails import links_in, queued, text_of

NOW = timezone.now()
URL = "http://alder.localhost:8000/link/abc"
ALL = {
    "mailed_password": {"password": "abcdefghj", "expires_at": NOW, "number": "K7M-42P"},
    "password_link": {"address": "pat@home.example", "expires_at": NOW, "number": "K7M-42P"},
    "you_have_an_account": {"address": "pat@home.example", "expires_at": NOW},
    "no_such_account": {"address": "pat@home.example", "number": "K7M-42P"},
    "verify_address": {
        "address": "pat@home.example", "url": URL, "code": "ABCD2345", "expires_at": NOW,
    },
    "child_link": {"child": "Ada Lind", "url": URL, "code": "ABCD2345", "expires_at": NOW, "number": "K7M-42P"},
    "email_change_confirm": {"address": "pat@home.example", "url": URL, "expires_at": NOW},
    "email_changed_old": {"address": "pat@home.example", "undo_url": URL, "expires_at": NOW},
    "email_changed_new": {"address": "pat@home.example"},
    "password_changed": {},
    "login_was_reset": {"register_url": URL},
    "address_corrected": {"address": "pat@home.example"},
    "child_removed": {"student_name": "Ada Lind"},
    "child_restored": {"student_name": "Ada Lind"},
    "account_deleted": {},
    "account_restored": {},
}  # fmt: skip
NEEDS_CONTACT = {"mailed_password", "child_link", "address_corrected"}
NEEDS_NO_ACCOUNT = {"password_link", "you_have_an_account", "no_such_account", "address_corrected"}
LINKS = {"password_link", "you_have_an_account"}


@pytest.fixture
def parent(cast):
    with use_district(cast.alder.district.pk):
        account = Account.objects.select_related("contact").get(pk=cast.alder.accounts["parent"].pk)
        account.email = account.contact.email = account.contact.address = "pat@home.example"
        yield account


def post(name: str, parent: Account, **changes) -> OutboxMail | None:
    facts = {**ALL[name], **changes}
    if name in NEEDS_CONTACT:
        facts["contact"] = parent.contact
    if name not in NEEDS_NO_ACCOUNT:
        facts["account"] = parent
    if name in LINKS:
        facts["links"] = [AccountLink(parent, URL, "ABCD2345")]
    return getattr(messages, name)(now=NOW, **facts)


def test_every_mail_is_here_and_has_its_templates():
    files = {path.name for path in (Path(settings.BASE_DIR) / "templates/emails").iterdir() if path.is_file()}
    parts = (".subject.txt", ".txt", ".html")
    assert files == {f"{name}{part}" for name in ALL for part in parts} | {"base.txt", "base.html"}


@pytest.mark.parametrize("name", ALL)
def test_both_parts_say_the_same_and_lead_nowhere_else(parent, name):
    row = post(name, parent)
    (mail,) = queued()
    assert (row.kind, mail["To"], mail["Message-ID"]) == (name, parent.contact.address, row.message_id)
    text, html = text_of(mail), text_of(mail, "html")
    for fact in ("code", "number"):
        if fact in ALL[name]:
            assert ALL[name][fact] in text
            assert ALL[name][fact] in html
    for link in links_in(mail):
        assert link.startswith("http://alder.localhost:8000/")
        assert f'href="{link}"' in html
    assert html.count("://") == html.count("//alder.localhost:8000/")
    assert "None" not in text


@pytest.mark.parametrize("name", sorted(LINKS))
def test_accounts_of_a_shared_mailbox_are_told_apart(parent, cast, name):
    other = Account.objects.get(pk=cast.alder.accounts["head"].pk)
    links = [AccountLink(parent, f"{URL}1"), AccountLink(other, f"{URL}2")]
    getattr(messages, name)(now=NOW, links=links, **ALL[name])
    text = text_of(*queued())
    assert text.index("plind") < text.index(f"{URL}1") < text.index("head") < text.index(f"{URL}2")


def test_it_speaks_the_language_of_its_addressee(parent):
    parent.language = "es"
    post("password_changed", parent)
    post("password_changed", parent, account=_with(parent, language="fr"))
    spanish, english = (mail["Subject"] for mail in queued())
    assert english == "Your password was changed"
    assert spanish != english


def _with(account: Account, **fields) -> Account:
    for name, value in fields.items():
        setattr(account, name, value)
    return account


@pytest.mark.parametrize(
    ("port", "link"),
    [(443, "https://alder.localhost/sign-in"), (8001, "http://alder.localhost:8001/sign-in")],
)
def test_links_have_a_scheme_and_a_port_where_one_is_needed(parent, settings, port, link):
    settings.PORTAL_PORT = port
    post("mailed_password", parent)
    assert links_in(*queued()) == [link]
