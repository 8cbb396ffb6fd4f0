"""Moments as people say them; the exact time stands in the page for whoever hovers (UI.md's tables)."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext

register = template.Library()

NEAR = timedelta(days=7)
ONE_MINUTE = timedelta(minutes=1)


@register.filter
def relative(moment: datetime) -> str:
    """`just now`, `2 hours ago`, `in 3 days`; further than a week away the date itself."""
    return relative_to(moment, timezone.now())


def relative_to(moment: datetime, now: datetime) -> str:
    distance = abs(now - moment)
    if distance > NEAR:
        return date_format(timezone.localtime(moment), "DATE_FORMAT")
    if distance < ONE_MINUTE:
        return gettext("just now")
    if moment < now:
        return gettext("%(time)s ago") % {"time": timesince(moment, now, depth=1)}
    return gettext("in %(time)s") % {"time": timesince(now, moment, depth=1)}
