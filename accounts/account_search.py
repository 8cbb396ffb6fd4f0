"""Which portal accounts somebody asked for (C7): found in the database by `search_accounts`, one statement.

The function takes the district from the connection and the reach as parameters, and decides inside whose
accounts it may name (0013_search_accounts and 0018_search_within_reach of the migrations). It answers with
ids.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db import connection
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.lives import UNDO
from schools.paging import FIRST_PAGE, PAGE_SIZE, Cursor, cursor_of
from schools.scope import Reach
from schools.text import typed_search

Choice = TypeVar("Choice", bound=TextChoices)
COUNTED = 5000  # the function counts no further
_SEARCH = """
    SELECT total, placed, ids FROM search_accounts(
        %s, %s, %s, %s, %s, %s, %s, %s::bigint[], %s::bigint[], %s::bigint[], %s, %s, %s)
"""


class OfType(TextChoices):
    ALL = "all", _("All types")
    PARENT = "parent", _("Parents")
    STUDENT = "student", _("Students")


class Standing(TextChoices):
    """Test and deleted accounts are left out unless they are asked for."""

    ALL = "all", _("Any status")
    PENDING = "pending", _("Pending")
    CONFIRMED = "confirmed", _("Confirmed")
    LOCKED = "locked", pgettext_lazy("account", "Locked")
    DISABLED = "disabled", pgettext_lazy("account", "Switched off")
    EXPIRED = "expired", _("Expired")
    TEST = "test", _("Test accounts")
    DELETED = "deleted", _("Deleted")


class Sort(TextChoices):
    NAME = "name"
    ACCOUNT = "account"
    SIGN_IN = "sign_in"


@dataclass(frozen=True)
class Asked:
    """What the address of the list says; what it does not know counts as not said."""

    typed: str = ""
    of_type: OfType = OfType.ALL
    standing: Standing = Standing.ALL
    sort: Sort = Sort.NAME
    downwards: bool = False
    cursor: Cursor = FIRST_PAGE

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        sort = query.get("sort", "")
        return cls(
            typed=typed_search(query),
            of_type=_known(OfType, query.get("type"), OfType.ALL),
            standing=_known(Standing, query.get("status"), Standing.ALL),
            sort=_known(Sort, sort.removeprefix("-"), Sort.NAME),
            downwards=sort.startswith("-"),
            cursor=cursor_of(query),
        )

    def turned(self, **changes: Any) -> str:
        """The address of the same list, asked for differently; a page of it begins anew."""
        asked = replace(self, cursor=FIRST_PAGE, **changes)
        return "?" + urlencode([*([("q", asked.typed)] if asked.typed else []), *asked.kept()])

    def kept(self) -> list[tuple[str, str]]:
        """What stays while something else is searched for: all that differs from the usual."""
        facts = {"type": self.of_type.value, "status": self.standing.value, "sort": self.sorted_by}
        return [(name, value) for name, value in facts.items() if value not in ("all", Sort.NAME)]

    @property
    def sorted_by(self) -> str:
        return f"-{self.sort.value}" if self.downwards else self.sort.value

    @property
    def narrows(self) -> bool:
        """Something is left out that "Show all" would show."""
        return bool(self.typed) or self.of_type != OfType.ALL or self.standing != Standing.ALL


@dataclass(frozen=True)
class Found:
    """Ids of one page and one more if there are more, how many fit (5,001: more than that), and whether the
    row that the cursor names is one of them."""

    total: int
    placed: bool
    ids: list[int]


def search(asked: Asked, reach: Reach, *, now: datetime) -> Found:
    """The accounts of parents and pupils that fit, of those whom `reach` covers in the current district."""
    facts: list[Any] = [
        asked.typed, asked.of_type.value, asked.standing.value, asked.sorted_by, now, now - UNDO,
        reach.everything, list(reach.school_ids), list(reach.class_ids), list(reach.student_ids),
        asked.cursor.pk, asked.cursor.backwards, PAGE_SIZE + 1,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, facts)
        return Found(*cursor.fetchone())


def _known(choices: type[Choice], typed: str | None, usual: Choice) -> Choice:
    return choices(typed) if typed in choices.values else usual
