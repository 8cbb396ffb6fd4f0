"""manage.py import_roster DISTRICT PATH [--check] [--json]"""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from roster.models import ImportRun, Student
from schools.tenancy import use_district
from tests.roster.bundles import bundle, small_tables


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "roster.zip"
    path.write_bytes(bundle())
    return path


def run(*arguments, **options) -> str:
    out = io.StringIO()
    call_command("import_roster", *arguments, stdout=out, **options)
    return out.getvalue()


def test_it_imports_and_says_what_it_did(cast, file):
    text = run("alder", str(file))
    assert "students                 12 rows: 12 new, 0 changed, 0 unchanged" in text
    assert "Applied." in text
    with use_district(cast.alder.district.pk):
        assert Student.objects.filter(sourced_id="pupil-00002").exists()
        assert ImportRun.objects.get().status == ImportRun.Status.APPLIED


def test_check_writes_nothing_at_all(cast, file):
    told = json.loads(run("alder", str(file), "--check", "--json"))
    assert told["counts"]["students"]["new"] == 12
    assert told["applied"] is False
    with use_district(cast.alder.district.pk):
        assert not Student.objects.filter(sourced_id="pupil-00002").exists()
        assert not ImportRun.objects.exists()


def test_errors_end_with_status_1_and_name_the_row(cast, file):
    found = small_tables()
    found["enrollments"][3]["userSourcedId"] = "ghost"
    file.write_bytes(bundle(found))
    out = io.StringIO()
    with pytest.raises(SystemExit) as status:
        call_command("import_roster", "alder", str(file), stdout=out)
    assert status.value.code == 1
    assert "error    enrollments.csv row 5 userSourcedId: “ghost” is not in users.csv." in out.getvalue()
    with use_district(cast.alder.district.pk):
        assert ImportRun.objects.get().status == ImportRun.Status.REFUSED


@pytest.mark.parametrize(("district", "path"), [("nowhere", "."), ("alder", "/no/such/file.zip")])
def test_a_wrong_name_is_a_sentence(cast, district, path):
    with pytest.raises(CommandError, match="There is no"):
        run(district, path)


def test_it_waits_for_no_other_import(cast, file):
    with use_district(cast.alder.district.pk):
        run("alder", str(file))
        ImportRun.objects.update(status=ImportRun.Status.APPLYING)
    with pytest.raises(CommandError, match="Another import"):
        run("alder", str(file))
