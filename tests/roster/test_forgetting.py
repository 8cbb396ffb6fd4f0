"""What a roster file said of people does not outlive its use; who applied it stands in the audit."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from roster.models import ImportFinding, ImportRun, UploadChunk
from roster.usecases.clear_imports import clear_imports
from schools.capabilities import Role
from schools.models import AuditEvent
from schools.tenancy import use_district
from tests import factories as make
from tests.people import sign_in
from tests.roster.test_import_pages import hand_in, work


@pytest.fixture
def admin(cast):
    with use_district(cast.alder.district.pk):
        yield sign_in(cast.alder, "districtadmin")


def contacts(number: str) -> bytes:
    header = "student_number,first_name,last_name,email\n"
    return f"{header}{number},Canary,Samplename,no address of canary\n".encode()


def traces() -> str:
    run = ImportRun.objects.get()
    return str([run.samples, list(ImportFinding.objects.values_list("params", flat=True))])


@pytest.fixture
def checked(admin, cast):
    hand_in(admin, contacts(cast.alder.students["ada"].number), "contacts.csv")
    work()
    assert "anary" in traces()
    return ImportRun.objects.get()


def test_after_a_day_nothing_of_the_file_is_left(checked):
    clear_imports(now=timezone.now() + timedelta(hours=25))
    assert "anary" not in traces()
    assert not UploadChunk.objects.exists()


def test_after_it_was_applied_nothing_of_the_file_is_left_and_its_page_still_opens(admin, checked):
    admin.post(reverse("roster:import-apply", args=[checked.pk]))
    work()
    assert "anary" not in traces()
    assert admin.get(reverse("roster:import", args=[checked.pk])).status_code == 200


def test_the_audit_names_who_applied_not_who_uploaded(cast, checked):
    second = make.make_staff_account(make.make_staff(Role.DISTRICT_ADMIN), "secondadmin")
    sign_in(cast.alder, "secondadmin").post(reverse("roster:import-apply", args=[checked.pk]))
    work()
    assert AuditEvent.objects.get(verb="roster_applied").actor_id == second.pk


def test_a_file_name_of_any_length_is_told(admin):
    hand_in(admin, b"nothing,we,know\n1,2,3\n", f"{'n' * 200}.csv")
    work()
    assert ImportRun.objects.get().status == ImportRun.Status.REFUSED
