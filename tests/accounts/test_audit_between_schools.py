"""What one school reads in the audit of people whom it shares with another: nothing that is the other's."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import AccountStudent
from schools.audit import Actor, Verb, record
from schools.capabilities import Role
from schools.models import StaffAssignment
from tests.accounts.test_audit_page import shown
from tests.accounts.test_emulation import start
from tests.factories import link_child, make_student, make_student_account, take_off
from tests.people import sign_in


def test_what_another_school_noted_about_a_shared_parent_stays_with_it(alder, head, admin):
    """A reason is free text: it may name that school's children. The own colleagues' reasons are read."""
    parent = alder.accounts["parent"]
    link_child(parent, alder.students["ada_south"])
    start(sign_in(alder, "headsouth"), parent, reason="asks about little Zoe")
    start(sign_in(alder, "head"), parent, reason="ticket 7")
    words = shown(head)
    assert "Head South Weber began to look at the pages of Pat Lind: “…”" in words
    assert "Head Weber began to look at the pages of Pat Lind: “ticket 7”" in words
    assert "little Zoe" in shown(admin)


def test_a_colleague_of_two_schools_refused_in_a_look_at_the_other_ones_people_names_none_here(
    alder, head, admin
):
    for school in (alder.north, alder.south):
        StaffAssignment.objects.create(
            staff=alder.staff["teacher"], school=school, role=Role.OFFICE, extra_capabilities=["emulate"]
        )
    zoe = make_student(alder.south_4a, "Zoe", "Zander")
    for looked_at in (make_student_account(zoe, "zzander"), alder.accounts["ada"]):
        teacher = sign_in(alder, "teacher")
        assert start(teacher, looked_at).status_code == 302
        assert teacher.get("/manage/accounts").status_code == 403
    words = shown(head, what="denied")
    assert "Zander" not in words
    assert "Ada Lind" in words
    assert "Zander" in shown(admin, what="denied")


def test_an_account_whose_child_was_taken_off_is_read_until_a_day_later(alder, head, admin):
    """Afterwards it is of no family of the school's any more; what was before stays."""
    parent, now = alder.accounts["parent"], timezone.now()
    link_child(parent, alder.students["ada_south"])
    for days, ip in ((-60, "before"), (-49.5, "undo"), (-40, "long after")):
        record(
            actor=Actor(parent.pk), verb=Verb.PASSWORD_CHANGED, at=now + timedelta(days=days), object_kind="account",
            object_id=parent.pk, details={"ip": ip},
        )  # fmt: skip
    take_off(AccountStudent.objects.filter(student=alder.students["ada"]), now=now - timedelta(days=50))
    assert shown(head).count("Pat Lind changed") == 2
    assert shown(admin).count("Pat Lind changed") == 3
    assert shown(sign_in(alder, "headsouth")).count("Pat Lind changed") == 3
