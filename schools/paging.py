"""Pages of a list by keyset: constant cost at any depth; the address carries a row's id, never a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from django.db import models
from django.db.models import Q
from django.http import QueryDict

from schools.text import typed_id

PAGE_SIZE = 25


class Keyed(Protocol):
    @property
    def pk(self) -> int: ...


Row = TypeVar("Row", bound=models.Model)
Item = TypeVar("Item", bound=Keyed)


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some rows of a list, and the addresses of the pages around them (empty: there is none)."""

    rows: list[Item]
    previous_url: str = ""
    next_url: str = ""

    @property
    def is_part(self) -> bool:
        """There is more than these rows."""
        return bool(self.previous_url or self.next_url)


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after the row with this id, or before it. Without one: at the beginning."""

    pk: int | None = None
    backwards: bool = False


FIRST_PAGE = Cursor()


def cursor_of(query: QueryDict) -> Cursor:
    """What the address names. What cannot be an id counts as nothing."""
    backwards = "before" in query
    pk = typed_id(query.get("before") or query.get("after") or "")
    return FIRST_PAGE if pk is None else Cursor(pk, backwards)


def page_of(
    queryset: models.QuerySet[Row],
    *,
    keys: Sequence[str],
    query: QueryDict,
    size: int = PAGE_SIZE,
    path: str = "",
) -> Page[Row]:
    """One page of `queryset` in the order of `keys`, after (or before) the row that `query` names.

    `keys` end with "pk" or "-pk" (a `-` in front: downwards). A cursor that is no row of this list begins
    at the first page. `path` is the list's address, where it may be shown under another.
    """
    cursor = cursor_of(query)
    place = _place(queryset, keys, cursor)
    backwards = cursor.backwards and place is not None
    if place is not None:
        queryset = queryset.filter(_beyond([_turned(key) for key in keys] if backwards else keys, place))
    rows = list(queryset.order_by(*(_turned(key) if backwards else key for key in keys))[: size + 1])
    return page_from(rows, query=query, placed=place is not None, size=size, path=path)


def page_from(
    rows: list[Item], *, query: QueryDict, placed: bool, size: int = PAGE_SIZE, path: str = ""
) -> Page[Item]:
    """The page of these rows, one more than fit if there are more; backwards they come from the cursor back.

    `placed` says whether the row that `query` names is one of the list.
    """
    backwards = placed and cursor_of(query).backwards
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_previous = more if backwards else placed
    return Page(
        rows,
        previous_url=path + _url(query, "before", rows[0].pk) if rows and has_previous else "",
        next_url=path + _url(query, "after", rows[-1].pk) if rows and (more or backwards) else "",
    )


def _place(queryset: models.QuerySet[Row], keys: Sequence[str], cursor: Cursor) -> tuple | None:
    if cursor.pk is None:
        return None
    return queryset.filter(pk=cursor.pk).values_list(*(key.lstrip("-") for key in keys)).first()


def _beyond(keys: Sequence[str], place: tuple) -> Q:
    """(a, b, c) > (x, y, z), spelled out: a > x, or a = x and b > y, or ... And a >= x, for an index of a."""
    beyond, equal = Q(), Q()
    for key, value in zip(keys, place, strict=True):
        name, side = key.lstrip("-"), "lt" if key.startswith("-") else "gt"
        beyond |= equal & Q(**{f"{name}__{side}": value})
        equal &= Q(**{name: value})
    first, side = keys[0].lstrip("-"), "lte" if keys[0].startswith("-") else "gte"
    return Q(**{f"{first}__{side}": place[0]}) & beyond


def _turned(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _url(query: QueryDict, direction: str, pk: int) -> str:
    kept = query.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    kept[direction] = str(pk)
    return f"?{kept.urlencode()}"
