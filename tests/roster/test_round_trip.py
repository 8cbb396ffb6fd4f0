"""Whatever district is made up, written as a bundle and imported, comes out as it was."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.demo.bundle import write_folder, write_zip
from portal.demo.people import District, make_district
from roster.imports import run
from roster.imports.archive import open_folder
from roster.models import ClassTeacher, Contact, Enrolment, SchoolClass, Student, StudentContact
from schools.models import School, StaffMember
from schools.tenancy import use_district
from tests.people import undone
from tests.roster.bundles import opener
from tests.roster.importing import TODAY, at, written

ROUNDS = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
made_up = st.builds(
    make_district,
    seed=st.integers(0, 10_000),
    domain=st.just("made-up.example"),
    schools=st.integers(1, 4),
    classes=st.integers(2, 9),
    pupils=st.integers(1, 40),
    subjects=st.integers(0, 1),
)


@ROUNDS
@given(district=made_up, version=st.sampled_from(["1.1", "1.2"]))
def test_a_made_up_district_comes_out_as_it_was(cedar, district, version):
    with undone():
        data = write_zip(district, version=version)
        outcome = run.apply(opener(data), today=TODAY, now=at(TODAY))
        assert outcome.errors == 0, [(f.code, f.file, f.row) for f in outcome.findings]
        assert came_out() == went_in(district, version)
        assert written(run.check(opener(data), today=TODAY)) == 0


def went_in(district: District, version: str) -> dict[str, object]:
    """In 1.1 a person has one role: whoever teaches and is a parent is a teacher."""
    people = {p.id: p for p in district.people}
    adults = {
        p.id for p in district.with_role("parent", "guardian") if version == "1.2" or p.roles[0] != "teacher"
    }
    pupils = {p.id for p in district.with_role("student")}
    links = {(a, b) for p in district.people for other in p.agents for a, b in ((p.id, other), (other, p.id))}
    return {
        "schools": {(s.id, s.name) for s in district.schools},
        "classes": {(c.id, c.title, c.school, c.grade) for c in district.classes},
        "pupils": {(p, people[p].given_name, people[p].family_name, people[p].number) for p in pupils},
        "adults": {(a, people[a].given_name, people[a].family_name, people[a].email) for a in adults},
        "links": {(pupil, adult) for pupil, adult in links if pupil in pupils and adult in adults},
        "staff": {
            p.id for p in district.people if p.id not in pupils and p.roles[0] not in ("parent", "guardian")
        },
        "members": {(m.id, m.school_class, m.person) for m in district.memberships},
    }


def came_out() -> dict[str, object]:
    pupils = ClassTeacher.objects.values_list("sourced_id", "school_class__sourced_id", "staff__sourced_id")
    teachers = Enrolment.objects.values_list("sourced_id", "school_class__sourced_id", "student__sourced_id")
    return {
        "schools": set(School.objects.values_list("sourced_id", "name")),
        "classes": set(SchoolClass.objects.values_list("sourced_id", "title", "school__sourced_id", "grade")),
        "pupils": set(Student.objects.values_list("sourced_id", "given_name", "family_name", "number")),
        "adults": set(Contact.objects.values_list("sourced_id", "given_name", "family_name", "email")),
        "links": set(StudentContact.objects.values_list("student__sourced_id", "contact__sourced_id")),
        "staff": set(StaffMember.objects.filter(from_roster=True).values_list("sourced_id", flat=True)),
        "members": {*pupils, *teachers},
    }


def test_the_same_seed_makes_the_same_bundle():
    one, two = (
        write_zip(make_district(seed=3, domain="x.example", schools=2, classes=4, pupils=20, subjects=1))
        for _ in range(2)
    )
    assert one == two


def test_a_folder_says_the_same_as_the_zip(cast, tmp_path):
    district = make_district(seed=3, domain="x.example", schools=2, classes=4, pupils=20, subjects=1)
    write_folder(district, tmp_path)
    with use_district(cast.alder.district.pk):
        folder = run.check(lambda report: open_folder(tmp_path, report), today=TODAY)
        zipped = run.check(opener(write_zip(district)), today=TODAY)
    assert folder.counts == zipped.counts
    assert folder.errors == 0
