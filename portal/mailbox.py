"""What the demo's mail catcher caught: for whoever tries the portal out, never routed in production."""

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from schools.route_words import ROUTE_WORDS

NEWEST = 100
LINK = re.compile(r"https?://[^\s<>\"']+")


@require_safe
@login_not_required
def mail_list(request: HttpRequest) -> HttpResponse:
    files = sorted(Path(settings.MAIL_CATCHER_DIR).glob("*.eml"), reverse=True)[:NEWEST]
    return render(
        request, "mailbox/list.html", {"mails": [{"id": file.stem, "mail": read(file)} for file in files]}
    )


@require_safe
@login_not_required
def one_mail(request: HttpRequest, number: int) -> HttpResponse:
    try:
        mail = read(Path(settings.MAIL_CATCHER_DIR) / f"{number:019d}.eml")
    except FileNotFoundError as error:
        raise Http404 from error
    crumbs = [{"label": ROUTE_WORDS["mailbox"], "url": reverse("mailbox")}]
    context = {"mail": mail, "text": with_links(text_of(mail)), "crumbs": crumbs}
    return render(request, "mailbox/mail.html", context)


def read(file: Path) -> EmailMessage:
    with file.open("rb") as content:
        return BytesParser(policy=policy.default).parse(content)


def text_of(mail: EmailMessage) -> str:
    """The plain part, else the source of the other; never shown as HTML."""
    part = mail.get_body(("plain", "html"))
    return part.get_content() if part else ""


def with_links(text: str) -> SafeString:
    """The text, escaped, with links to this portal only to click on."""
    pieces, end = [], 0
    for match in LINK.finditer(text):
        pieces += [(text[end : match.start()], ""), (match[0], match[0] if is_ours(match[0]) else "")]
        end = match.end()
    pieces.append((text[end:], ""))
    return format_html_join("", "{}", ((anchor(words, url),) for words, url in pieces))


def anchor(words: str, url: str) -> str:
    return format_html('<a href="{}">{}</a>', url, words) if url else words


def is_ours(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return f".{host}".endswith(f".{settings.PORTAL_DOMAIN}")


urlpatterns = [
    path("", mail_list, name="mailbox"),
    path("<int:number>", one_mail, name="mailbox-mail"),
]
