"""C1: the district decides whether its portal users change their own password and address."""

import pytest

from schools.district_options import OPTIONS
from schools.models import AuditEvent, District
from schools.tenancy import use_district
from tests.people import sign_in

URL = "/manage/options"


def options_of(district) -> tuple[bool, bool]:
    fresh = District.objects.get(pk=district.pk)
    return fresh.users_change_password, fresh.users_change_email


@pytest.mark.requirement("C1")
def test_an_admin_sets_the_options_of_the_own_district(cast):
    admin = sign_in(cast.alder, "districtadmin")
    assert admin.get(URL).content.count(b" checked") == 2
    assert admin.post(URL, {"users_change_password": "on"})["Location"] == URL
    assert options_of(cast.alder.district) == (True, False)
    assert options_of(cast.birch.district) == (True, True)
    assert admin.get(URL).content.count(b" checked") == 1


@pytest.mark.requirement("C1")
def test_the_page_stands_under_manage_and_leaves_an_audit_row(cast):
    admin = sign_in(cast.alder, "districtadmin")
    assert URL in admin.get("/").text
    assert URL not in sign_in(cast.alder, "head").get("/").text
    admin.post(URL, {})
    with use_district(cast.alder.district.pk):
        event = AuditEvent.objects.get(verb="options_changed")
        assert event.actor_id == cast.alder.accounts["district_admin"].pk
        assert event.details == dict.fromkeys(OPTIONS, False)


@pytest.mark.parametrize("column", ["name", "slug", "kind", "language"])
def test_nothing_else_of_the_district_can_be_sent_along(cast, column):
    before = District.objects.values(column).get(pk=cast.alder.district.pk)
    sign_in(cast.alder, "districtadmin").post(URL, {column: "x", "users_change_email": "on"})
    assert District.objects.values(column).get(pk=cast.alder.district.pk) == before
