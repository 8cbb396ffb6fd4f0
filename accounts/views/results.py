"""The buttons over a list, and what they answer: the question first, the logins, or why nothing was done."""

from collections.abc import Sequence
from typing import Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import LoginList
from accounts.requests import SignedInRequest

HAVE_ONE = gettext_lazy("Everybody you ticked has a login already. Nothing was changed.")
HAVE_NONE = gettext_lazy("Nobody you ticked has a login yet. Create the logins first; nothing was changed.")


class Person(Protocol):
    """A pupil or a colleague."""

    @property
    def has_login(self) -> bool: ...

    @property
    def has_own_password(self) -> bool: ...


def bulk_actions(may: dict[str, str]) -> list[dict[str, str]]:
    """The buttons over the ticks, as `components/bulk_bar.html` takes them; numbers are filled in there."""
    buttons = {
        "create": {
            "label": _("Create Login(s)"),
            "one": _("Create {n} login"),
            "other": _("Create {n} logins"),
            "kind": "primary",
            "of": "none",
        },
        "reset": {
            "label": _("Reset Selected"),
            "one": _("Reset {n} login"),
            "other": _("Reset {n} logins"),
            "of": "login",
            "slot": "confirm",
        },
        "show": {
            "label": _("Show access codes"),
            "one": _("Show {n} access code"),
            "other": _("Show {n} access codes"),
            "of": "printable",
        },
    }
    return [button | {"url": may[name]} for name, button in buttons.items() if name in may]


def to_list(
    request: SignedInRequest, login_list: LoginList | None, *, nothing_done: str | Promise, back: str
) -> HttpResponse:
    """To the page with the logins; without any, back to the address `back` with the reason."""
    if login_list is not None:
        return redirect("accounts:login-list", login_list.serial)
    messages.info(request, str(nothing_done))
    return redirect(back)


def ask_before_reset(
    request: SignedInRequest, people: Sequence[Person], *, field: str, back: str, class_id: int | None = None
) -> HttpResponse:
    """Whom a reset meets, by name, and who loses a password they chose: a page, or a dialog on this one."""
    having = [person for person in people if person.has_login]
    context = {
        "field": field,
        "back": back,
        "class_id": class_id,
        "everybody": having,
        "own": [person for person in having if person.has_own_password],
        "others": [person for person in having if not person.has_own_password],
        "without": [person for person in people if not person.has_login],
    }
    name = "confirm_reset_dialog" if request.htmx else "confirm_reset"
    return render(request, f"accounts/{name}.html", context)
