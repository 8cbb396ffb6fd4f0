"""The main job, from a real roster to a pupil signed in, as the people concerned walk it."""

import pytest
from django.utils import timezone
from playwright.sync_api import Locator

from accounts.usecases.staff_logins import create_staff_logins
from portal.demo.bundle import Habit, write_zip
from portal.demo.people import make_district
from schools.audit import SYSTEM
from schools.models import District, StaffMember
from schools.tenancy import use_district
from tests.journeys.walker import Walker

STAFF_PASSWORD, PUPIL_PASSWORD = "a long walk in the rain", "seven quiet otters"
VENDORS_WAY = (Habit.FOLDER, Habit.MACOS, Habit.BOM, Habit.UPPER_BOOLEANS, Habit.STATUS_IN_BULK)
CREATE, RESET = '.bulk-bar [formaction$="/create"]', '.bulk-bar [formaction$="/reset"]'


@pytest.mark.requirement("A1", "A2", "A4", "A5", "A6")
@pytest.mark.parametrize(
    ("width", "locale", "version", "habits"),
    [(1280, "en", "1.2", ()), (390, "es", "1.1", VENDORS_WAY)],
    ids=["desktop-english-1.2", "phone-spanish-1.1"],
)
def test_from_a_roster_to_a_pupil_signed_in(walk, committed_db, tmp_path, width, locale, version, habits):
    made_up = make_district(seed=5, domain="cedar.example", schools=1, classes=2, pupils=8, subjects=0)
    bundle = tmp_path / "roster.zip"
    bundle.write_bytes(write_zip(made_up, version=version, habits=habits))
    admin, teacher, pupil = (walk("cedar", width=width, locale=locale) for _ in range(3))

    first_admin_comes_in(admin)
    roster_is_imported(admin, bundle)
    name, password = teacher_gets_a_login(admin, made_up.with_role("teacher")[0])
    teacher.signs_in(name, password).chooses(STAFF_PASSWORD)
    teacher.sees("Manage Student Logins").looks_around("staff home")

    logins = class_gets_logins(teacher)
    username, one_time = next(iter(logins.items()))
    pupil.goes_to("/").looks_around("sign-in").signs_in(username, one_time)
    pupil.looks_around("choose a password").chooses("short").looks_around("choose, refused")
    pupil.chooses(PUPIL_PASSWORD).sees(username).looks_around("pupil home")

    nobody_can_read_it_any_more(teacher, username, one_time)
    teacher_resets(teacher, username)
    pupil.goes_to("/").sees("Username or e-mail")  # the open window is dead
    pupil.signs_in(username, PUPIL_PASSWORD).sees("That didn't match. Check the spelling and try again.")
    pupil.looks_around("sign-in, refused")


def first_admin_comes_in(admin: Walker) -> None:
    with use_district(District.objects.get(slug="cedar").pk):
        staff = StaffMember.objects.get(email="first@cedar.example")
        (login,) = create_staff_logins(staff=[staff], actor=SYSTEM, now=timezone.now())
    admin.signs_in(login.username, login.password).chooses(STAFF_PASSWORD)


def roster_is_imported(admin: Walker, bundle) -> None:
    admin.manages("Roster import").looks_around("roster import")
    admin.page.locator("input[type=file]").set_input_files(bundle)
    admin.presses("Upload and check")
    admin.waits_for_the_work().sees("Ready to apply").looks_around("roster import, checked")
    admin.presses_in('form[action$="/apply"] button')
    admin.waits_for_the_work().sees("Applied").looks_around("roster import, applied")


def teacher_gets_a_login(admin: Walker, teacher) -> tuple[str, str]:
    admin.manages("Staff").looks_around("staff")
    admin.page.get_by_role("row").filter(has_text=teacher.email).get_by_role("checkbox").check()
    admin.presses_in(CREATE)
    ((name, password),) = admin.handed_out().items()
    admin.looks_around("staff login handed out")
    return name, password


def class_gets_logins(teacher: Walker) -> dict[str, str]:
    teacher.manages("Manage Student Logins").looks_around("classes")
    teacher.page.locator("main tbody a").first.click()
    teacher.looks_around("class, no logins")
    tick_all(teacher).looks_around("class, ticked").presses_in(CREATE)
    logins = teacher.handed_out()
    teacher.looks_around("logins handed out")
    assert len(logins) == 4
    return logins


def nobody_can_read_it_any_more(teacher: Walker, username: str, one_time: str) -> None:
    teacher.manages("Manage Student Logins").page.locator("main tbody a").first.click()
    row = row_of(teacher, username)
    assert teacher.says("Own password") in row.inner_text()
    tick_all(teacher).presses_in('.bulk-bar [formaction$="/show"]')
    assert len(teacher.handed_out()) == 3
    assert one_time not in teacher.page.content()


def teacher_resets(teacher: Walker, username: str) -> None:
    teacher.manages("Manage Student Logins").page.locator("main tbody a").first.click()
    row_of(teacher, username).locator('[formaction$="/reset"]').click()
    assert list(teacher.handed_out()) == [username]


def row_of(walker: Walker, username: str) -> Locator:
    code = walker.page.locator("code").get_by_text(username, exact=True)
    return walker.page.get_by_role("row").filter(has=code)


def tick_all(walker: Walker) -> Walker:
    walker.page.locator("thead input[type=checkbox], .tick-all input").first.check()
    return walker
