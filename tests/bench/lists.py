"""Bench `lists`: what the one way a list looks costs beside a plain template of the same rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.template import engines
from django.template.loader import get_template, render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment, teardown_test_environment
from django.utils import timezone

from accounts.models import AccountStudent
from schools import audit
from tests import factories as make
from tests.bench.class_page import NOT_COUNTED
from tests.bench.measure import REPEATS, Figure, Side, alternate, quotient, sized
from tests.cast import Place, make_cast
from tests.people import sign_in

ROWS, ONE = 25, "Lone"
RENDERS = sized(40, 1)  # of each side a repeat
LISTS = {
    "classes": "/manage/student-logins",
    "pupils": "/students",
    "staff": "/manage/staff",
    "accounts": "/manage/accounts",
    "parents": "/manage/parents",
    "audit": "/manage/audit",
}
PLAIN = "{{% load i18n people heroicons moments %}}{head}{{% for record in rows %}}{row}{{% endfor %}}</tbody></table></div>"


@dataclass
class Drawn:
    """One list, drawn by `components/table.html` and by a template with the same rows written into it."""

    name: str
    context: dict
    sides: tuple[Side, Side] = field(init=False)

    def __post_init__(self) -> None:
        self.sides = Side(f"{self.name}", RENDERS), Side("plain", RENDERS)
        head = self.ours().partition("<tbody>")[0] + "<tbody>"
        row = get_template(self.context["table"].row_template).template.source
        self.template = engines["django"].from_string(PLAIN.format(head=head, row=row))
        if squeezed(self.ours()) != squeezed(self.plain()) or self.ours().count("<tr>") != ROWS + 1:
            raise AssertionError(f"{self.name}: the two templates do not show the same rows")

    def ours(self) -> str:
        return render_to_string("components/table.html", self.context)

    def plain(self) -> str:
        return self.template.render({**self.context, "rows": list(self.context["table"].data)})

    def draw_ours(self) -> None:
        with self.sides[0].measured():
            for _ in range(RENDERS):
                self.ours()

    def draw_plain(self) -> None:
        with self.sides[1].measured():
            for _ in range(RENDERS):
                self.plain()


def run(owner) -> Iterator[Figure]:
    place = make_cast().alder
    fill(place)
    admin = sign_in(place, "districtadmin")
    drawn = [Drawn(name, page(admin, url, "Many")) for name, url in LISTS.items()]
    for one in drawn:  # each template is read once
        one.ours(), one.plain()
    alternate(REPEATS, *(step for one in drawn for step in (one.draw_ours, one.draw_plain)))
    growth = 0
    for one in drawn:
        ours, plain = one.sides
        yield Figure(
            f"lists.{one.name}", quotient(ours.cpu, plain.cpu), f"{ours}; {plain}; {REPEATS} repeats"
        )
        few, many = (sent(admin, LISTS[one.name], typed) for typed in (ONE, "Many"))
        growth = max(growth, abs(many - few))
    yield Figure("lists.growth", growth, f"statements, from 1 row to {ROWS}, the most of {', '.join(LISTS)}")


def fill(place: Place) -> None:
    """Of everything a page full and one that a search finds alone."""
    for number in range(ROWS + 5):
        label = ONE if number == 0 else "Many"
        school_class = make.make_class(place.north, f"{label} {number}")
        student = make.make_student(school_class, label, f"Pupil{number}")
        make.make_staff(
            "teacher", place.north, given_name=label, family_name=f"Teacher{number}", classes=(school_class,)
        )
        account = make.make_student_account(student, f"{label.lower()}{number}")
        AccountStudent.objects.filter(account=account).update(code="K7M42P")
        contact = make.make_contact(student, given_name="Pat", family_name=label)
        make.make_parent_account(contact, student, f"parent{number}x")
        audit.record(
            actor=audit.SYSTEM, verb=audit.Verb.SIGNED_IN, at=timezone.now(), object_kind="account", object_id=account.pk
        )  # fmt: skip


def page(client: Client, url: str, typed: str) -> dict:
    """The context that the list's template was given."""
    setup_test_environment()  # for as long as templates tell what they are given
    response = client.get(url, {"q": typed})
    teardown_test_environment()
    return {"table": response.context["table"], "may": response.context.get("may"), "ticked": ()}


def sent(client: Client, url: str, typed: str) -> int:
    client.get(url)  # reads what a process reads once
    with CaptureQueriesContext(connection) as queries:
        client.get(url, {"q": typed})
    return sum(not query["sql"].startswith(NOT_COUNTED) for query in queries)


def squeezed(html: str) -> str:
    return re.sub(r"\s+", "", html)
