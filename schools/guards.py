"""The two ways a page says no (A7): 403 for what you may never do, 404 for what lies outside your scope.

Both leave an audit row. Guards run before a transaction starts, so that a refusal is never rolled back.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpResponse
from django.utils import timezone

from schools import audit
from schools.capabilities import Capability
from schools.requests import PortalRequest

Row = TypeVar("Row", bound=models.Model)
View = Callable[..., HttpResponse]
_LARGEST_ID = 2**63 - 1  # an address can name a number that no row has, and no column holds


def requires(*capabilities: Capability) -> Callable[[View], View]:
    """Refuse (403, audited) whoever has none of these anywhere. How far they reach, the queryset decides."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: PortalRequest, *args, **kwargs) -> HttpResponse:
            if not any(request.scope.can(capability) for capability in capabilities):
                deny(request)
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def find_or_404(request: PortalRequest, queryset: models.QuerySet[Row], pk: int) -> Row:
    """The row with this id in a queryset narrowed by `visible_to`; otherwise 404, audited.

    No such row, another school's and another district's look alike.
    """
    row = queryset.filter(pk=pk).first()
    if row is None:
        deny(request, pk)
        raise Http404
    return row


def deny(request: PortalRequest, object_id: int | None = None) -> None:
    """Record that this request was refused."""
    match = request.resolver_match
    in_range = object_id is not None and object_id <= _LARGEST_ID
    audit.record_denial(
        actor=request.actor,
        route=match.view_name if match else "",
        object_id=object_id if in_range else None,
        at=timezone.now(),
    )
