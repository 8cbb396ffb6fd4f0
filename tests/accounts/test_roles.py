"""C12: roles and extra capabilities are given and taken per person and school; nobody gives more than they have."""

import pytest
from django.db import DatabaseError

from accounts.build_scope import scope_of
from accounts.models import Account, OneTimePassword
from accounts.usecases.change_roles import Admin, set_extras
from schools.audit import Actor
from schools.capabilities import Capability, Role
from schools.models import AuditEvent, District, StaffAssignment
from schools.tenancy import use_district
from tests import factories as make
from tests.accounts.pages import text_of
from tests.accounts.test_emulation import NOON
from tests.people import sign_in

ADMINISTER, DELETE = Capability.ADMINISTER_ACCOUNTS, Capability.DELETE_ACCOUNTS


def page(alder, key: str) -> str:
    return f"/manage/staff/{alder.staff[key].pk}"


def held(alder, key: str) -> StaffAssignment:
    return StaffAssignment.objects.current().get(staff=alder.staff[key])


def extras(client, alder, key: str, *names: str):
    return client.post(f"{page(alder, key)}/roles/{held(alder, key).pk}", {"extras": names})


def give(client, alder, key: str, role: str, school=None):
    return client.post(
        f"{page(alder, key)}/roles", {"role": role, "school": school.pk if school else "district"}
    )


def can(alder, key: str) -> set[Capability]:
    account = Account.objects.select_related("staff").get(pk=alder.accounts[key].pk)
    return set(scope_of(account, today=NOON.date()).reaches)


def changes() -> list[tuple]:
    found = AuditEvent.objects.filter(verb="roles_changed").order_by("pk")
    return [(row.object_id, row.school_id, row.details["before"], row.details["after"]) for row in found]


@pytest.mark.requirement("C12")
def test_administering_accounts_is_given_and_holds_at_the_next_sign_in(head, alder):
    clerk = sign_in(alder, "clerk")
    assert ADMINISTER not in can(alder, "clerk")
    answer = extras(head, alder, "clerk", ADMINISTER, Capability.EMULATE)
    assert "Clerk Weber has to sign in again" in text_of(head.get(answer["Location"]))
    assert clerk.get("/")["Location"].startswith("/sign-in")
    assert {ADMINISTER, Capability.EMULATE} <= can(alder, "clerk")
    assert (
        sign_in(alder, "clerk").get(f"/manage/accounts/{alder.accounts['parent'].pk}/emulate").status_code
        == 200
    )
    north = alder.north.pk
    before, after = {"role": "office", "extra": []}, {"role": "office", "extra": [str(ADMINISTER), "emulate"]}
    assert changes() == [(alder.staff["clerk"].pk, north, before, after)]
    extras(head, alder, "clerk")
    assert ADMINISTER not in can(alder, "clerk")
    assert changes()[1:] == [(alder.staff["clerk"].pk, north, after, before)]


@pytest.mark.requirement("C12")
def test_deleting_is_part_of_administering_unless_the_district_separates_them(head, alder):
    extras(head, alder, "clerk", ADMINISTER)
    assert DELETE in can(alder, "clerk")
    assert f'value="{DELETE}"' not in head.get(page(alder, "clerk")).text
    sign_in(alder, "districtadmin").post("/manage/options", {"deleting_is_separate": "on"})
    assert District.objects.get(pk=alder.district.pk).deleting_is_separate
    assert DELETE not in can(alder, "clerk")
    assert DELETE in can(alder, "head")
    assert f'value="{DELETE}"' in head.get(page(alder, "clerk")).text
    extras(head, alder, "clerk", ADMINISTER, DELETE)
    assert DELETE in can(alder, "clerk")


@pytest.mark.requirement("C12")
def test_a_role_given_later_ends_an_unused_one_time_password_and_every_session(head, alder):
    """SECURITY 26: what was handed out opens what it was handed out for, or nothing."""
    make.make_one_time_password(alder.accounts["teacher"])
    give(head, alder, "teacher", "school_admin", alder.north)
    assert not OneTimePassword.objects.filter(ended_at=None).exists()
    assert Account.objects.get(username="teacher").session_epoch == 1
    assert changes() == [
        (alder.staff["teacher"].pk, alder.north.pk, None, {"role": "school_admin", "extra": []})
    ]


@pytest.mark.requirement("C12")
def test_a_role_is_taken_and_given_back(head, alder):
    clerk = held(alder, "clerk")
    head.post(f"{page(alder, 'clerk')}/roles/{clerk.pk}/end")
    assert can(alder, "clerk") == set()
    give(sign_in(alder, "districtadmin"), alder, "clerk", "office", alder.north)
    assert held(alder, "clerk").pk == clerk.pk
    assert Capability.HELP_PARENTS in can(alder, "clerk")
    assert len(changes()) == 2


def test_a_role_that_has_everything_offers_nothing_to_add(alder):
    admin = sign_in(alder, "districtadmin")
    assert "Save what is also allowed" in text_of(admin.get(page(alder, "clerk")))
    words = text_of(admin.get(page(alder, "head")))
    assert "Save what is also allowed" not in words
    assert "Take this role away" in words


def test_a_role_of_the_roster_ends_with_the_roster(head, alder):
    words = text_of(head.get(page(alder, "teacher")))
    assert "This role comes from the roster" in words
    assert "Take this role away" not in words
    answer = head.post(f"{page(alder, 'teacher')}/roles/{held(alder, 'teacher').pk}/end", follow=True)
    assert "It ends there, with the next import" in text_of(answer)
    assert held(alder, "teacher").role == Role.TEACHER


@pytest.mark.requirement("C12")
def test_nobody_gives_more_than_they_have(head, alder):
    assert give(head, alder, "clerk", "district_admin").status_code == 200  # the form asks for a school
    assert give(head, alder, "clerk", "office", alder.south).status_code == 200
    StaffAssignment.objects.filter(staff=alder.staff["lead"]).update(
        extra_capabilities=[Capability.MANAGE_STAFF]
    )
    lead = sign_in(alder, "lead")
    assert give(lead, alder, "teacher", "school_admin", alder.north).status_code == 404
    for name in (ADMINISTER, Capability.IMPORT_ROSTER, "view_own", "no such"):
        assert extras(lead, alder, "teacher", name).status_code == 404
    assert extras(head, alder, "teacher", Capability.IMPORT_ROSTER).status_code == 404
    assert f'value="{ADMINISTER}"' not in lead.get(page(alder, "teacher")).text
    assert changes() == []
    assert AuditEvent.objects.filter(verb="denied", object_kind="accounts:staff-extras").exists()
    give(lead, alder, "teacher", "lead_teacher", alder.north)  # as much as they have themselves
    assert len(changes()) == 1


@pytest.mark.requirement("C12")
def test_not_to_oneself_and_not_to_who_decides_elsewhere(head, alder):
    StaffAssignment.objects.create(staff=alder.staff["teacher"], school=alder.south, role=Role.TEACHER)
    for key, words in (("head", "This is you"), ("teacher", "Works or decides outside your school")):
        shown = text_of(head.get(page(alder, key)))
        assert words in shown
        assert "Give this role" not in shown
        assert give(head, alder, key, "office", alder.north).status_code == 404
        role = StaffAssignment.objects.filter(staff=alder.staff[key], school=alder.north).get()
        for act in ("", "/end"):
            assert head.post(f"{page(alder, key)}/roles/{role.pk}{act}").status_code == 404
    assert head.get(page(alder, "head_south")).status_code == 404
    assert changes() == []


def test_the_role_of_another_person_is_not_found_here(head, alder):
    other = held(alder, "lead").pk
    assert head.post(f"{page(alder, 'clerk')}/roles/{other}/end").status_code == 404


def test_roles_of_the_whole_district_are_a_district_admins(alder):
    admin = sign_in(alder, "districtadmin")
    assert "A teacher teaches in a school" in text_of(give(admin, alder, "clerk", "teacher"))
    assert "not in one school" in text_of(give(admin, alder, "clerk", "district_admin", alder.north))
    assert give(admin, alder, "clerk", "operator").status_code == 200
    give(admin, alder, "clerk", "district_admin")
    assert Capability.IMPORT_ROSTER in can(alder, "clerk")


def test_what_is_so_already_changes_nothing(head, alder):
    clerk = sign_in(alder, "clerk")
    answer = extras(head, alder, "clerk")
    assert "It was so already" in text_of(head.get(answer["Location"]))
    give(head, alder, "clerk", "office", alder.north)
    assert clerk.get("/").status_code == 200
    assert changes() == []


def test_what_the_page_does_not_offer_stays_as_it_is(head, alder):
    StaffAssignment.objects.filter(staff=alder.staff["clerk"]).update(extra_capabilities=[DELETE])
    extras(head, alder, "clerk", Capability.VIEW_STAFF)
    assert held(alder, "clerk").extra_capabilities == [DELETE, Capability.VIEW_STAFF]


def test_an_extra_capability_reaches_the_school_not_only_the_own_classes(head, alder):
    extras(head, alder, "teacher", Capability.HELP_PARENTS)
    account = Account.objects.select_related("staff").get(pk=alder.accounts["teacher"].pk)
    scope = scope_of(account, today=NOON.date())
    assert scope.reach(Capability.HELP_PARENTS).school_ids == {alder.north.pk}
    assert scope.reach(Capability.VIEW_STUDENTS).school_ids == frozenset()


def test_who_only_looks_sees_what_others_may_and_no_button(head, alder):
    extras(head, alder, "clerk", ADMINISTER)
    shown = text_of(sign_in(alder, "lead").get(page(alder, "clerk")))
    assert "Administer portal accounts" in shown
    for words in ("Save", "Give this role", "Reset login"):
        assert words not in shown


@pytest.mark.requirement("C12")
def test_without_its_audit_row_no_role_changes(audit_refused):
    alder, head = audit_refused.alder, audit_refused.alder.accounts["head"]
    with use_district(alder.district.pk):
        admin = Admin(head, scope_of(head, today=NOON.date()), Actor(head.pk))
        with pytest.raises(DatabaseError):
            set_extras(assignment=held(alder, "clerk"), extras=[ADMINISTER], admin=admin, now=NOON)
        assert held(alder, "clerk").extra_capabilities == []
        assert Account.objects.get(username="clerk").session_epoch == 0
