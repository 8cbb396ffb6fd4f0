"""From a mail's name to a message: emails/<name>.subject.txt, .txt and .html in the addressee's language."""

from dataclasses import dataclass
from email.utils import formataddr
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.mail.links import absolute_url
from schools.models import District
from schools.tenancy import current_district_id

LONGEST_LINE = 200


@dataclass(frozen=True)
class Letterhead:
    """What every mail of a district has in common: read once for many."""

    district: District
    portal: str


def letterhead() -> Letterhead:
    return Letterhead(District.objects.get(pk=current_district_id()), absolute_url("/"))


def render(
    name: str, *, to: str, languages: tuple[str, ...], facts: dict[str, Any], head: Letterhead | None = None
) -> EmailMultiAlternatives:
    """languages: the first that the portal speaks is taken, the district's when it speaks none of them.

    The templates get the facts, `district` (its name), `portal` (its first page) and `language`.
    """
    head = head or letterhead()
    district = head.district
    language = _spoken(*languages, district.language)
    context = {
        **facts,
        "district": one_line(district.name),
        "portal": head.portal,
        "language": language,
    }
    with translation.override(language), timezone.override(ZoneInfo(district.time_zone)):
        subject, text, html = (
            render_to_string(f"emails/{name}.{part}", context) for part in ("subject.txt", "txt", "html")
        )
    sender = formataddr((one_line(district.name), settings.DEFAULT_FROM_EMAIL))
    message = EmailMultiAlternatives(one_line(subject), text.strip() + "\n", sender, [to])
    message.attach_alternative(html, "text/html")
    return message


def one_line(text: str) -> str:
    """Whatever somebody named their district: one line of a header, nothing invisible in it (SECURITY 36).

    An encoded word (`=?utf-8?q?...?=`) stays undecoded: it could hold a line break.
    """
    visible = "".join(sign if sign.isprintable() else " " for sign in text.replace("=?", "= ?"))
    return " ".join(visible.split())[:LONGEST_LINE]


def _spoken(*languages: str) -> str:
    for language in languages:
        try:
            return translation.get_supported_language_variant(language)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
