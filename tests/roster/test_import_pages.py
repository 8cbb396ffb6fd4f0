"""Manage -> Roster import: hand in, look, apply; with and without a script in the browser."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from roster.imports import uploads
from roster.imports.archive import Unreadable
from roster.models import ImportRun, Student, UploadChunk
from roster.tasks import apply_roster, check_roster
from roster.usecases.clear_imports import clear_imports
from schools.audit import Verb
from schools.models import AuditEvent, Job
from schools.tenancy import use_district
from tests.databases import owner_connection
from tests.people import sign_in
from tests.roster.bundles import bundle, small_tables

TASKS = {"roster.tasks.check_roster": check_roster, "roster.tasks.apply_roster": apply_roster}


@pytest.fixture
def admin(cast):
    with use_district(cast.alder.district.pk):
        yield sign_in(cast.alder, "districtadmin")


def hand_in(client, data: bytes, name: str = "roster.zip"):
    file = io.BytesIO(data)
    file.name = name
    return client.post(reverse("roster:imports"), {"file": file}, follow=True)


def work() -> None:
    """What the worker does when it hears of the jobs."""
    for job in Job.objects.unfinished():
        TASKS[job.kind].run(district_id=job.district_id, job_id=job.pk)


def page_of(client, query: str = "") -> str:
    run = ImportRun.objects.latest("pk")
    return client.get(reverse("roster:import", args=[run.pk]) + query).content.decode()


def spoiled(rows: int = 1) -> bytes:
    found = small_tables()
    for row in found["enrollments"][:rows]:
        row["userSourcedId"] = "<b>ghost</b>"
    found["enrollments"] = found["enrollments"][:rows]
    return bundle(found)


def test_from_the_file_to_the_pupils(admin, cast):
    response = hand_in(admin, bundle())
    assert "Checking roster.zip" in response.content.decode()
    assert not Student.objects.filter(sourced_id="pupil-00002").exists()
    work()
    page = page_of(admin)
    assert "The file can be applied" in page
    assert "Pupils in classes" in page
    assert not Student.objects.filter(sourced_id="pupil-00002").exists()
    run = ImportRun.objects.get()
    applying = admin.post(reverse("roster:import-apply", args=[run.pk]), follow=True)
    assert "Applying roster.zip" in applying.content.decode()
    work()
    page = page_of(admin)
    assert "The uploaded file has been wiped" in page
    assert Student.objects.filter(sourced_id="pupil-00002").exists()
    assert not UploadChunk.objects.exists()
    run.refresh_from_db()
    assert run.samples == {}  # the names of the preview go with the file
    verbs = AuditEvent.objects.filter(object_kind="import_run").values_list("verb", "actor_id")
    account = cast.alder.accounts["district_admin"].pk
    assert set(verbs) == {(Verb.ROSTER_UPLOADED, account), (Verb.ROSTER_APPLIED, account)}


def test_a_file_with_errors_offers_no_apply_and_says_where(admin):
    hand_in(admin, spoiled())
    work()
    page = page_of(admin)
    assert "The file has errors: nothing was written" in page
    assert "enrollments.csv" in page
    assert "userSourcedId" in page
    run = ImportRun.objects.get()
    assert reverse("roster:import-apply", args=[run.pk]) not in page
    assert "<b>ghost" not in page  # what stands in a cell is text
    refused = admin.post(reverse("roster:import-apply", args=[run.pk]), follow=True)
    assert "Nothing was started" in refused.content.decode()
    assert not Job.objects.unfinished().exists()


@pytest.mark.parametrize("data", [b"", b"\x7fELF" + bytes(300), b"PK\x03\x04 not really", b"a,b\n1,2\n"])
def test_whatever_is_handed_in_is_answered_with_a_sentence(admin, data):
    response = hand_in(admin, data)
    assert response.status_code == 200
    work()
    if ImportRun.objects.exists():
        assert ImportRun.objects.get().status == ImportRun.Status.REFUSED
        assert "Error" in page_of(admin)
    else:
        assert "The file is empty" in response.content.decode()


def test_no_file_is_a_sentence_too(admin):
    response = admin.post(reverse("roster:imports"), {})
    assert "Choose a file" in response.content.decode()
    assert not ImportRun.objects.exists()


def test_findings_are_filtered_and_come_25_a_page(admin):
    model = small_tables()["enrollments"][0]
    found = small_tables()
    found["enrollments"] = [model | {"sourcedId": f"e{n}", "userSourcedId": "ghost"} for n in range(60)]
    hand_in(admin, bundle(found))
    work()
    errors = page_of(admin, "?severity=error")
    assert errors.count("is not in users.csv") == 25
    assert "Next" in errors
    assert "is not in users.csv" not in page_of(admin, "?severity=notice")
    assert page_of(admin, "?severity=nonsense").count("is not in users.csv") == 25


def test_a_page_costs_the_same_for_one_finding_and_for_many(admin):
    costs = []
    for rows in (1, 10):
        hand_in(admin, spoiled(rows))
        work()
        page_of(admin)
        with CaptureQueriesContext(
            connection,
        ) as statements:
            page_of(admin)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 13


def test_the_bar_shows_what_is_done_and_gives_way_to_the_result(admin):
    hand_in(admin, bundle())
    run = ImportRun.objects.get()
    Job.objects.update(doing="reading", done=1200, total=24_000)
    url = reverse("roster:import-progress", args=[run.pk])
    bar = admin.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "1,200 of 24,000 rows" in bar
    assert "Reading the files." in bar
    assert f'hx-get="{url}"' in bar
    assert "Refresh" in bar  # without a script
    assert f'hx-get="{url}"' in page_of(admin)  # a reload shows it again
    work()
    done = admin.get(url, headers={"HX-Request": "true"})
    assert done["HX-Redirect"] == reverse("roster:import", args=[run.pk])


def test_a_file_checked_before_another_was_applied_is_checked_again_first(admin):
    for name in ("first.zip", "second.zip"):
        hand_in(admin, bundle(), name)
        work()
    first, second = ImportRun.objects.order_by("pk")
    admin.post(reverse("roster:import-apply", args=[first.pk]))
    work()
    refused = admin.post(reverse("roster:import-apply", args=[second.pk]), follow=True)
    assert "another import was applied" in refused.content.decode()
    admin.post(reverse("roster:import-check", args=[second.pk]))
    work()
    assert "Apply without changes" in page_of(admin)


def test_two_imports_are_never_applied_at_once(admin):
    for _ in range(2):
        hand_in(admin, bundle())
        work()
    first, second = ImportRun.objects.order_by("pk")
    admin.post(reverse("roster:import-apply", args=[first.pk]))
    refused = admin.post(reverse("roster:import-apply", args=[second.pk]), follow=True)
    assert "another import is being applied" in refused.content.decode()
    again = admin.post(reverse("roster:import-apply", args=[first.pk]), follow=True)
    assert "Nothing was started" in again.content.decode()


def test_a_file_that_became_wrong_since_the_check_is_refused(admin, cast):
    hand_in(admin, bundle())
    work()
    number = small_tables()["users"][-1]["identifier"] or "200001"
    Student.objects.filter(pk=cast.alder.students["ada"].pk).update(number=number)
    run = ImportRun.objects.get()
    admin.post(reverse("roster:import-apply", args=[run.pk]))
    work()
    assert "belongs to another pupil" in page_of(admin)
    assert not Student.objects.filter(sourced_id="pupil-00002").exists()


def test_the_history_names_every_import(admin):
    hand_in(admin, bundle(), r"C:\exports\nightly <b>.zip")
    work()
    page = admin.get(reverse("roster:imports")).content.decode()
    assert "nightly &lt;b&gt;.zip" in page
    assert "exports" not in page


# The upload, while it waits.


def test_the_upload_is_sealed_and_reads_back_from_any_place(admin):
    data = bytes(range(256)) * 10_000 + b"end"  # three pieces
    hand_in(admin, data)
    run = ImportRun.objects.get()
    assert UploadChunk.objects.count() == 3
    assert data[:64] not in bytes(UploadChunk.objects.earliest("position").sealed)
    stored, plain = io.BufferedReader(uploads._StoredFile(run)), io.BytesIO(data)
    for place, size in ((0, 10), (2**20 - 5, 10), (2**21 + 7, 100), (len(data) - 3, 50), (len(data) + 9, 1)):
        stored.seek(place)
        plain.seek(place)
        assert stored.read(size) == plain.read(size)


@pytest.mark.parametrize("fault", ["swapped", "altered", "gone"])
def test_a_piece_that_is_not_in_its_place_is_noticed(admin, fault):
    hand_in(admin, bytes(2**21))
    one, two = UploadChunk.objects.order_by("position")
    if fault == "swapped":
        UploadChunk.objects.filter(pk=one.pk).update(sealed=two.sealed)
    elif fault == "altered":
        UploadChunk.objects.filter(pk=one.pk).update(sealed=bytes(one.sealed)[:-1] + b"\0")
    else:
        one.delete()
    with pytest.raises(Unreadable):
        io.BufferedReader(uploads._StoredFile(ImportRun.objects.get())).read()
    work()
    assert "Please upload the file again" in page_of(admin)


def test_what_nobody_applied_within_a_day_is_wiped(admin):
    hand_in(admin, bundle())
    work()
    clear_imports(now=timezone.now() + timedelta(hours=23))
    assert UploadChunk.objects.exists()
    clear_imports(now=timezone.now() + timedelta(hours=25))
    assert not UploadChunk.objects.exists()
    assert "This import stopped" in page_of(admin)


def test_a_run_whose_work_was_given_up_says_that_it_stopped(admin):
    hand_in(admin, bundle())
    Job.objects.update(attempts=5)
    work()
    page = page_of(admin)
    assert "This import stopped" in page
    assert re.search(r"Check again", page)


def test_a_worker_that_lives_on_after_its_lease_is_not_disturbed(admin):
    """Its lease ran out in a long statement; the one who takes the job up steps back."""
    hand_in(admin, bundle())
    work()
    run = ImportRun.objects.get()
    admin.post(reverse("roster:import-apply", args=[run.pk]))
    slow_worker = owner_connection(connection.settings_dict["NAME"])
    with slow_worker, slow_worker.cursor() as cursor:
        key = f"roster:{run.district_id}"
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [key])
        work()
        assert not Student.objects.filter(sourced_id="pupil-00002").exists()
        run.refresh_from_db()
        assert run.status == ImportRun.Status.APPLYING
    slow_worker.close()
    Job.objects.update(lease_until=None)
    work()
    assert Student.objects.filter(sourced_id="pupil-00002").exists()
