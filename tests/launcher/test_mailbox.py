"""The demo's mailbox shows what was caught, as text, and links to the portal alone."""

import pytest
from django.http import Http404

from portal import mailbox

MAIL = """From: portal@localhost
To: ana@x.test
Subject: Your login
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

<b>Ana</b>: http://north.localhost:8000/choose?a=1&b=2 or http://evil.test/ or http://notlocalhost/
"""


@pytest.fixture
def caught(settings, tmp_path):
    settings.MAIL_CATCHER_DIR = str(tmp_path)
    settings.PORTAL_DOMAIN = "localhost"
    (tmp_path / f"{7:019d}.eml").write_text(MAIL)
    return 7


def test_a_mail_is_shown_as_text_with_links_to_ourselves_only(rf, caught):
    page = mailbox.one_mail(rf.get("/mail/7"), caught).content.decode()
    assert "&lt;b&gt;Ana&lt;/b&gt;" in page
    assert '<a href="http://north.localhost:8000/choose?a=1&amp;b=2">' in page
    assert 'href="http://evil' not in page
    assert 'href="http://notlocalhost' not in page


def test_the_newest_mail_comes_first(rf, caught, tmp_path):
    (tmp_path / f"{8:019d}.eml").write_text(MAIL.replace("Your login", "Reminder"))
    page = mailbox.mail_list(rf.get("/mail/")).content.decode()
    assert page.index("Reminder") < page.index("Your login")


def test_a_mail_that_never_was_is_not_found(rf, caught):
    with pytest.raises(Http404):
        mailbox.one_mail(rf.get("/mail/9"), 9)
