"""Home -> Manage -> Staff: nobody hands out a login that can do more than their own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Account, OneTimePassword
from schools.capabilities import Capability, Role
from schools.models import AuditEvent, StaffAssignment
from tests import factories as make
from tests.accounts.pages import passwords_on, statements, text_of
from tests.people import sign_in

CREATE, RESET = "/manage/staff/create", "/manage/staff/reset"


def test_the_list_shows_who_works_here_and_the_state_of_their_login(head, alder):
    make.make_staff(Role.TEACHER, alder.north, given_name="New", family_name="Hand")
    words = text_of(head.get("/manage/staff"))
    for fact in ("Hand, New", "No login yet", "Weber, Teacher", "Own password", "Teacher, North School"):
        assert fact in words
    assert "Teacher South" not in words
    assert "District Admin" not in words.replace("Ask a district admin", "")


def test_search_by_name_and_address(head):
    words = text_of(head.get("/manage/staff", {"q": "clerk weber"}))
    assert "Weber, Clerk" in words
    assert "Weber, Lead" not in words
    assert "Nobody fits" in text_of(head.get("/manage/staff", {"q": "xyzzy"}))


def test_a_new_teacher_gets_a_login_for_one_entry_within_three_days(head, alder):
    staff = make.make_staff(Role.TEACHER, alder.north, given_name="New", family_name="Hand")
    result = head.post(CREATE, {"staff": [staff.pk]}, follow=True)
    assert "1 login created" in text_of(result)
    (password,) = passwords_on(result)
    one_time = OneTimePassword.objects.get(account__staff=staff)
    assert one_time.entry_limit == 1
    assert one_time.expires_at - one_time.issued_at == timedelta(hours=72)
    assert sign_in(alder, "nhand", password).get("/")["Location"] == "/choose-password"


def test_a_reset_ends_the_colleagues_session(head, alder):
    clerk = sign_in(alder, "clerk")
    head.post(RESET, {"staff": [alder.staff["clerk"].pk]})
    assert clerk.get("/")["Location"].startswith("/sign-in")


def test_several_are_asked_about_by_name(head, alder):
    ids = [alder.staff["clerk"].pk, alder.staff["teacher"].pk]
    words = text_of(head.post(RESET, {"staff": ids}))
    assert "Reset 2 logins?" in words
    assert "Clerk Weber (clerk), Teacher Weber (teacher)" in words
    assert Account.objects.get(username="clerk").has_usable_password()
    done = head.post(RESET, {"staff": ids, "confirmed": "yes"}, follow=True)
    assert len(passwords_on(done)) == 2


def beyond(alder) -> dict[str, int]:
    """Staff whose login the head of North must not hold."""
    twice = make.make_staff(Role.TEACHER, alder.north, given_name="Two")
    StaffAssignment.objects.create(staff=twice, school=alder.south, role=Role.TEACHER)
    higher = make.make_staff(Role.TEACHER, alder.north, given_name="Up")
    StaffAssignment.objects.create(staff=higher, role=Role.DISTRICT_ADMIN)
    more = make.make_staff(Role.TEACHER, alder.north, given_name="Extra")
    StaffAssignment.objects.filter(staff=more).update(extra_capabilities=[Capability.IMPORT_ROSTER])
    return {
        "oneself": alder.staff["head"].pk,
        "also in another school": twice.pk,
        "also district admin": higher.pk,
        "may more here": more.pk,
        "of another school": alder.staff["head_south"].pk,
        "of the district": alder.staff["district_admin"].pk,
        "nobody": 2**31,
    }


@pytest.mark.requirement("A7")
def test_nobody_who_can_do_more_is_reset_nor_anybody_ticked_with_them(head, cast, alder):
    before = dict(Account.objects.values_list("pk", "password"))
    forbidden = beyond(alder) | {"of another district": cast.birch.staff["clerk"].pk}
    clerk = alder.staff["clerk"].pk
    page = head.get("/manage/staff").content.decode()
    for relation, stranger in forbidden.items():
        for button in (CREATE, RESET):
            assert head.post(button, {"staff": [stranger]}).status_code == 404, relation
            both = {"staff": [clerk, stranger], "confirmed": "yes"}
            assert head.post(button, both).status_code == 404, relation
        assert f'name="staff" value="{stranger}"' not in page
        assert f'name="only" value="{stranger}"' not in page
    assert dict(Account.objects.values_list("pk", "password")) == before
    named = AuditEvent.objects.filter(verb="denied", object_kind="accounts:reset-staff-logins")
    assert set(named.values_list("object_id", flat=True)) == set(forbidden.values())
    assert f'name="only" value="{clerk}"' in page


@pytest.mark.requirement("A7")
def test_a_district_admin_resets_them_but_not_oneself(alder):
    admin = sign_in(alder, "districtadmin")
    for relation, pk in beyond(alder).items():
        allowed = relation not in ("of the district", "nobody")
        answer = admin.post(CREATE, {"staff": [pk]})
        assert answer.status_code == (302 if allowed else 404), relation


@pytest.mark.requirement("A7")
def test_a_lead_teacher_looks_and_changes_nothing(alder):
    lead = sign_in(alder, "lead")
    page = lead.get("/manage/staff")
    assert 'type="checkbox" name="staff"' not in page.content.decode()
    assert "Reset" not in text_of(page)
    assert lead.post(RESET, {"staff": [alder.staff["clerk"].pk]}).status_code == 403


def test_who_has_left_is_not_listed(head, alder):
    member = alder.staff["clerk"]
    type(member).objects.filter(pk=member.pk).update(ended_on=timezone.localdate())
    assert "Weber, Clerk" not in text_of(head.get("/manage/staff"))
    assert head.post(RESET, {"staff": [member.pk]}).status_code == 404


def test_no_tick_and_nothing_to_do_are_sentences(head, alder):
    assert "Nothing is ticked yet" in text_of(head.post(RESET, follow=True))
    clerk = {"staff": [alder.staff["clerk"].pk]}
    assert "has a login already" in text_of(head.post(CREATE, clerk, follow=True))
    new = {"staff": [make.make_staff(Role.TEACHER, alder.north, given_name="New").pk]}
    assert "Nobody you ticked has a login yet" in text_of(head.post(RESET, new, follow=True))


def test_the_list_costs_the_same_for_one_and_for_many(head, alder):
    counts = []
    for more in (0, 20):
        for number in range(more):
            make.make_staff(Role.TEACHER, alder.north, given_name=f"More{number}")
        with statements(at_most=12) as sent:
            head.get("/manage/staff")
        counts.append(len(sent))
    assert counts[0] == counts[1]
