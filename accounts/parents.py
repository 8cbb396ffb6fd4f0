"""Parents as the office sees them: a row for each parent and child (B3), found by the last name (B2)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, models
from django.db.models import Expression, F, Value
from django.db.models.functions import Concat, Left, Replace, StrIndex

from accounts.login_states import LoginState, parent_login_states
from accounts.mail.addresses import takes_mail
from accounts.models import Account, AccountStudent
from accounts.wording import Chip, parent_chip
from roster.models import Contact, Student, StudentContact
from schools.capabilities import Capability
from schools.scope import Scope
from schools.text import LAST_SIGN, NameOrder

KEYS = ("account__contact__sort_name", "account_id", "student__sort_name", "pk")
Links = models.QuerySet[AccountStudent]
# The first name's letter, then that of the first name behind all that begin with it, and so on.
LETTERS = """
    SELECT sign FROM (
        WITH RECURSIVE letter (sign) AS (
            SELECT (SELECT left(name, 1) FROM ({names}) AS parent (name) ORDER BY name LIMIT 1)
            UNION
            SELECT (SELECT left(name, 1) FROM ({names}) AS parent (name)
                    WHERE name > sign || '{last}' ORDER BY name LIMIT 1)
            FROM letter WHERE sign IS NOT NULL
        )
        SELECT sign FROM letter
    ) AS found WHERE sign IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class ParentRow:
    link: AccountStudent
    relationship: str
    login: LoginState

    @property
    def pk(self) -> int:
        return self.link.pk

    @property
    def account(self) -> Account:
        return self.link.account

    @property
    def contact(self) -> Contact:
        assert self.link.account.contact is not None  # noqa: S101 - `of_parents` asks for one
        return self.link.account.contact

    @property
    def child(self) -> Student:
        return self.link.student

    @property
    def label(self) -> str:
        """Names the row to who cannot see it."""
        return f"{self.contact}, {self.child}"

    @property
    def can_be_mailed(self) -> bool:
        """Else nobody could register again (B7)."""
        return takes_mail(self.contact)

    @property
    def chip(self) -> Chip:
        return parent_chip(self.account, self.link.status, self.login)


def named(links: Links, typed: str) -> Links:
    """Links of parents one of whose names begins with what was typed, accents or not; the last name first.

    Found by position: of a name that LIKE is to find the planner believes that it is rare, and goes through
    all pupils of a school for each of them.
    """
    words = " ".join(typed.replace(",", " ").split())
    if not words:
        return links
    at = StrIndex(_spaced(F("account__contact__sort_name")), _spaced(NameOrder(Value(words))))
    return links.alias(at=at).filter(at__gt=0)


def _spaced(name: Expression | F) -> Expression:
    """Each of its words behind a space."""
    text = models.TextField()
    words = Replace(name, Value("-"), Value(" "), output_field=text)
    return Concat(Value(" "), words, output_field=text)


def beginning_with(links: Links, letter: str) -> Links:
    if not letter:
        return links
    name = "account__contact__sort_name"  # LIKE alone finds no index behind row-level security
    return links.filter(**{f"{name}__gte": letter, f"{name}__startswith": letter})


def letters_of(links: Links, *, of_everybody: bool) -> list[str]:
    """The first letters of the last names that there are, as sorted by.

    `of_everybody`: the links are the whole district's. Then the index leads from letter to letter; where few
    are wanted, it would be walked in vain for long.
    """
    names = links.order_by().filter(account__contact__sort_name__gt="")
    if not of_everybody:
        first = names.annotate(letter=Left("account__contact__sort_name", 1))
        return sorted(first.values_list("letter", flat=True).distinct())
    sql, values = names.values_list("account__contact__sort_name").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(LETTERS.format(names=sql, last=LAST_SIGN), [*values, *values])
        return [letter for (letter,) in cursor.fetchall()]


def left_on(day: date, scope: Scope, *, link_ids: Collection[int]) -> list[AccountStudent]:
    """Those of `link_ids` whose pupil left the reader's schools on `day`: out of reach since then."""
    gone = Student.objects.gone_on(day, scope, Capability.RESET_PARENTS)
    links = AccountStudent.objects.of_parents().filter(pk__in=link_ids, student__in=gone)
    return list(links.select_related("student").order_by("student__sort_name", "pk"))


def to_be_proven(account: Account) -> int:
    """How many children a reset has left this parent to prove; which, is not said before they are proven."""
    unproven = AccountStudent.Status.UNPROVEN
    return AccountStudent.objects.of_parents().filter(account=account, status=unproven).count()


def parent_rows(links: Iterable[AccountStudent], *, now: datetime) -> list[ParentRow]:
    """For links with their account, contact and student: two statements more for any number."""
    links = list(links)
    logins = parent_login_states({link.account_id for link in links}, now=now)
    relationships = _relationships(links)
    return [
        ParentRow(
            link, relationships.get((link.student_id, link.account.contact_id), ""), logins[link.account_id]
        )
        for link in links
    ]


def _relationships(links: Sequence[AccountStudent]) -> dict[tuple[int, int | None], str]:
    connected = StudentContact.objects.filter(
        student__in=[link.student_id for link in links],
        contact__in=[link.account.contact_id for link in links],
    )
    return {(row.student_id, row.contact_id): row.relationship_word for row in connected}
