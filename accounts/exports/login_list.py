"""A list of logins as a file: passwords, parent access codes and all (D4)."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.exports.csv import as_csv
from accounts.login_lists import ListedLogin
from accounts.usecases.login_lists import OpenList


def login_list_csv(
    opened: OpenList, *, address: str, class_titles: Mapping[int, str], pupil_codes: Mapping[int, str]
) -> str:
    """class_titles and pupil_codes by student id; staff have neither."""
    heading = [
        _("Class"),
        _("Last name"),
        _("First name"),
        _("Username"),
        _("One-time password"),
        _("Valid until"),
        _("Address"),
        _("Pupil code"),
    ]
    rows = [
        [
            class_titles.get(login.student_id or 0, ""),
            login.family_name,
            login.given_name,
            login.username,
            login.password_shown or instead_of_password(login),
            f"{timezone.localtime(login.expires_at):%Y-%m-%d %H:%M}" if login.password_shown else "",
            address,
            pupil_codes.get(login.student_id or 0, ""),
        ]
        for login in opened.logins
    ]
    return as_csv(heading, rows)


def instead_of_password(login: ListedLogin) -> str:
    """Why there is none to read, and how to get one."""
    if login.has_own:
        return _("own password - reset to get a new one")
    if login.waits:
        return _("not used yet - show it again from the class")
    return _("used or ended - reset to get a new one")
