"""Names and numbers as lists need them."""

from typing import Any

from django import template

from schools.text import grouped

register = template.Library()
register.filter(grouped)


@register.filter
def last_first(person: Any) -> str:
    """`Lind, Ada`; a name of one part stands alone."""
    return ", ".join(part for part in (person.family_name, person.given_name) if part)


@register.filter
def among(key: int, ticked: Any) -> bool:
    """Whether a row's id is one of those that stay ticked; on a page without ticks it is not."""
    return key in (ticked or ())
