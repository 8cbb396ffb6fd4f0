"""The bare domain belongs to no district: it helps people find theirs."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from portal.home.finder import find_district
from portal.urls import handler400, handler403, handler404, handler500  # noqa: F401 - read by Django

urlpatterns: list[URLPattern | URLResolver] = [
    path("", find_district, name="find-district"),
    path("language", login_not_required(set_language), name="set-language"),
]
if settings.LOCAL:
    urlpatterns.append(path("mail/", include("portal.mailbox")))
