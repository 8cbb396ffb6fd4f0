"""What our middlewares put on every request of a district, told to whoever reads or checks the code."""

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from schools.audit import Actor
from schools.models import District
from schools.scope import Scope


class PortalRequest(HttpRequest):
    """Never made: only the name of what a view is given."""

    district: District  # None on the bare domain and the health pages
    session: Any  # accounts.sessions.SessionStore
    account: Any  # accounts.models.Account, an app above; None when nobody is signed in
    scope: Scope
    actor: Actor
    emulation: Any  # accounts.emulation.Look while somebody else's pages are looked at, or None
    htmx: HtmxDetails
    id: str
