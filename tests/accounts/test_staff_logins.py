"""Staff get their login from a school admin: 72 hours, one entry."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.login_lists import ResultPage, opened_login_list
from accounts.models import Account, OneTimePassword
from accounts.one_time_passwords import open_one_time_password
from accounts.usecases.staff_logins import create_staff_logins, reset_staff_logins
from schools.audit import Actor
from schools.capabilities import Role
from schools.models import AuditEvent
from tests import factories as make

NOW = timezone.now()


@pytest.fixture
def head(alder):
    return Actor(alder.accounts["head"].pk)


def newcomer(alder, given_name="Ines", **more):
    return make.make_staff(Role.TEACHER, alder.north, given_name=given_name, **more)


def create(staff, actor, **more):
    return create_staff_logins(staff=staff, actor=actor, now=NOW, **more)


def test_a_newcomer_signs_in_by_username_or_address_with_one_entry_in_72_hours(alder, head):
    staff = newcomer(alder)
    (login,) = create([staff], head)
    account = Account.objects.get(pk=login.account_id)
    assert (account.username, account.email, account.staff) == ("iweber", "ines.weber@school.example", staff)
    assert account.must_choose
    assert not account.has_usable_password()
    one_time = OneTimePassword.objects.get(account=account)
    assert open_one_time_password(one_time.sealed, account_id=account.pk) == login.password
    assert (one_time.entry_limit, one_time.expires_at) == (1, NOW + timedelta(hours=72))
    event = AuditEvent.objects.get(verb="staff_logins_created")
    assert (event.object_id, event.school_id) == (account.pk, alder.north.pk)


def test_an_address_that_is_not_theirs_alone_signs_nobody_in(alder, head):
    twins = [newcomer(alder), newcomer(alder)]
    Account.objects.filter(pk=alder.accounts["parent"].pk).update(email="pat@school.example")
    parent_too = newcomer(alder, given_name="Pat")
    parent_too.email = "Pat@school.example"
    parent_too.save()
    create([*twins, parent_too], head)
    emails = Account.objects.filter(staff__in=[*twins, parent_too]).values_list("email", flat=True)
    assert list(emails) == ["", "", ""]


def test_who_has_a_login_is_skipped(alder, head):
    staff = newcomer(alder)
    result = create([alder.staff["teacher"], staff], head)
    assert [login.person_id for login in result] == [staff.pk]
    assert result.skipped == [alder.staff["teacher"].pk]


def test_a_reset_ends_password_and_sessions(alder, head):
    nobody = newcomer(alder)
    result = reset_staff_logins(
        staff=[alder.staff["teacher"], nobody], actor=head, now=NOW, page=ResultPage("a" * 64)
    )
    (login,) = result
    assert result.skipped == [nobody.pk]
    account = Account.objects.get(pk=login.account_id)
    assert (account.session_epoch, account.must_choose, account.has_usable_password()) == (1, True, False)
    one_time = OneTimePassword.objects.get(account=account)
    assert (one_time.entry_limit, one_time.expires_at) == (1, NOW + timedelta(hours=72))
    (line,) = opened_login_list(result.login_list, now=NOW)
    assert (line.family_name, line.password) == (alder.staff["teacher"].family_name, login.password)
