"""What a button over a list answers: the question first, the list of logins, or why nothing was done."""

from collections.abc import Sequence
from typing import Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.models import LoginList
from accounts.requests import SignedInRequest


class Person(Protocol):
    """A pupil or a colleague."""

    @property
    def has_login(self) -> bool: ...

    @property
    def has_own_password(self) -> bool: ...


def to_list(
    request: SignedInRequest, login_list: LoginList | None, *, nothing_done: str, back: str
) -> HttpResponse:
    """To the page with the logins; without any, back to the address `back` with the reason."""
    if login_list is not None:
        return redirect("accounts:login-list", login_list.serial)
    messages.info(request, nothing_done)
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
