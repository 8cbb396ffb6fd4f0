"""The result of creating, resetting and showing: on the page, on paper, as a file (A4, D4)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.exports.login_list import instead_of_password, login_list_csv
from accounts.login_lists import ListedLogin
from accounts.models import LoginList
from accounts.requests import SignedInRequest
from accounts.tables import LoginsTable
from accounts.usecases.login_lists import ListClosed, OpenList, open_list, record_download
from accounts.usecases.pupil_codes import pupil_codes
from roster.queries import class_titles
from schools.capabilities import Capability
from schools.guards import deny, requires


@require_safe
@requires(Capability.SHOW_LOGINS, Capability.MANAGE_STAFF)
def login_list(request: SignedInRequest, serial: str) -> HttpResponse:
    """Whose list this is, its person and session say: everybody else gets the page of a list that is over."""
    opened = _opened(request, serial)
    if opened is None:
        return _closed(request)
    cards = request.GET.get("as") == "cards"
    titles = _class_titles(opened)
    rows = _rows(opened, opened.new, titles)
    context = {
        "list": opened.login_list,
        "title": _title(opened),
        "crumbs": [_crumb(opened)],
        "rows": rows,
        "can_be_shown_again": bool(_student_ids(opened)),
        "table": LoginsTable(rows),
        "others_title": _others_title(opened),
        "others_table": LoginsTable(_rows(opened, opened.others, titles)),
        "layout": "cards" if cards else "list",
        "layouts": [
            {"label": _("List"), "url": "?as=list", "current": not cards},
            {"label": _("Cards to cut"), "url": "?as=cards", "current": cards},
        ],
        "address": request.get_host(),  # the district's own: an unknown host has no pages
    }
    return render(request, "accounts/login_list.html", context)


@require_POST
@requires(Capability.SHOW_LOGINS, Capability.MANAGE_STAFF)
def login_list_as_csv(request: SignedInRequest, serial: str) -> HttpResponse:
    opened, now = _opened(request, serial), timezone.now()
    if opened is None:
        return _closed(request)
    record_download(login_list=opened.login_list, actor=request.actor, now=now)
    file = login_list_csv(
        opened,
        address=request.build_absolute_uri("/"),
        class_titles=_class_titles(opened),
        pupil_codes=pupil_codes(student_ids=_student_ids(opened), now=now),
    )
    name = f"logins-{opened.login_list.serial}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file, content_type="text/csv; charset=utf-8", headers=headers)


def _opened(request: SignedInRequest, serial: str) -> OpenList | None:
    try:
        return open_list(
            serial=serial,
            actor=request.actor,
            session_digest=request.session.digest,
            scope=request.scope,
            now=timezone.now(),
        )
    except ListClosed:
        deny(request)
        return None


def _closed(request: SignedInRequest) -> HttpResponse:
    """The same for a list whose time is over, another person's, and none at all."""
    return render(request, "accounts/list_closed.html", status=404)


def _rows(opened: OpenList, logins: Sequence[ListedLogin], titles: Mapping[int, str]) -> list[dict[str, Any]]:
    school_class = opened.login_list.school_class
    return [
        {
            "login": login,
            "class_title": titles.get(login.student_id or 0, ""),
            "sub": "" if school_class else titles.get(login.student_id or 0, ""),
            "school": school_class.school.name if school_class else "",
            "instead": instead_of_password(login),
        }
        for login in logins
    ]


def _class_titles(opened: OpenList) -> dict[int, str]:
    """Student id -> the class the list was made in; without one, each pupil's own."""
    students = _student_ids(opened)
    if opened.login_list.school_class:
        return dict.fromkeys(students, opened.login_list.school_class.title)
    return class_titles(students)


def _student_ids(opened: OpenList) -> list[int]:
    return [login.student_id for login in opened.logins if login.student_id is not None]


def _title(opened: OpenList) -> str:
    number = len(opened.new)
    texts = {
        LoginList.Kind.CREATED: ngettext("%(count)d login created", "%(count)d logins created", number),
        LoginList.Kind.RESET: ngettext("%(count)d login reset", "%(count)d logins reset", number),
        LoginList.Kind.SHOWN: ngettext("%(count)d access code", "%(count)d access codes", number),
    }
    return texts[LoginList.Kind(opened.login_list.kind)] % {"count": number}


def _others_title(opened: OpenList) -> str:
    if opened.login_list.kind == LoginList.Kind.SHOWN:
        return _("Nothing to show")
    return _("Had a login already")


def _crumb(opened: OpenList) -> dict[str, str]:
    """Where the list was made."""
    school_class, students = opened.login_list.school_class, _student_ids(opened)
    if school_class:
        return {"label": school_class.title, "url": reverse("accounts:class-logins", args=[school_class.pk])}
    if students:
        url = reverse("accounts:student", args=[students[0]])
        return {"label": opened.logins[0].name, "url": url}
    return {"label": _("Staff"), "url": reverse("accounts:staff")}
