"""The one way a list looks: columns and headings by django-tables2, cells by a row template.

Cells that the library binds one by one cost four times a plain row; ordering and paging are the
keyset's (`schools.paging`), so the library's own stay off.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Order:
    """A heading that sorts: where it leads, and how the list is sorted by it now (ascending, descending)."""

    url: str
    now: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    css: str
    is_tick: bool
    is_actions: bool
    order: Order | None


class RowTable(tables.Table):
    """`row_template` writes `<tr>` over `record`; `caption` names the table to a screen reader.

    `orders`: the columns that the page can be sorted by, by their names.
    """

    row_template: str
    caption: str | Promise

    class Meta:
        orderable = False

    def __init__(self, data: Any, orders: Mapping[str, Order] | None = None) -> None:
        super().__init__(data)
        self.orders = orders or {}

    def headings(self) -> list[Heading]:
        """What the template draws: looked up here once, where it costs least."""
        return [
            Heading(
                bound.header,
                bound.column.attrs.get("th", {}).get("class", ""),
                isinstance(bound.column, TickColumn),
                isinstance(bound.column, ActionsColumn),
                self.orders.get(bound.name),
            )
            for bound in self.columns
        ]


class NumberColumn(tables.Column):
    attrs = {"th": {"class": "number"}}


class TickColumn(tables.Column):
    """Its heading is the tick that takes all rows."""

    attrs = {"th": {"class": "tick"}}

    def __init__(self, **options: Any) -> None:
        super().__init__(verbose_name="", **options)


class ActionsColumn(tables.Column):
    """The last column: what can be done with the row. Its heading is only heard."""

    def __init__(self, **options: Any) -> None:
        super().__init__(verbose_name=_("Actions"), **options)
