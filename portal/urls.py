"""Every route of a district's portal. Routes of the bare domain stand in bare_urls.py."""

from django.conf import settings
from django.urls import include, path

from accounts.views.language import set_language
from portal import errors, health
from portal.home.views import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("accounts.urls")),
    path("", include("roster.urls")),
    path("", include("schools.urls")),
    path("language", set_language, name="set-language"),
    path("live", health.live, name="live"),
    path("ready", health.ready, name="ready"),
]
if settings.LOCAL:
    urlpatterns.append(path("mail/", include("portal.mailbox")))

handler400, handler403 = errors.bad_request, errors.permission_denied
handler404, handler500 = errors.not_found, errors.server_error
