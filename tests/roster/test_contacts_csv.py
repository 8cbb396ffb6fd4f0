"""Parents and guardians by student number, from a plain CSV."""

import pytest

from portal.demo.bundle import write_contacts
from roster.imports import run
from roster.models import (
    Contact,
    StudentContact,
)
from tests.roster.bundles import bundle, opener, small_district
from tests.roster.importing import NEXT_DAY, TODAY, put, written


def contacts(*lines: str) -> bytes:
    return (
        "student_number,contact_id,first_name,last_name,email,phone,relationship,restricted\n"
        + "\n".join(lines)
    ).encode()


def numbers() -> list[str]:
    return [p.number for p in small_district().with_role("student")]


def test_contacts_by_student_number(cedar):
    put(bundle())
    one, two = numbers()[:2]
    data = contacts(
        f"{one},,Gül,Şen,gul@x.example,1,Mother,",
        f"{two},,Gül,Şen,GUL@x.example,1,Mother,",
        f"{two},,Ali,Şen,gul@x.example,,Father,true",
    )
    StudentContact.objects.all().delete()
    put(data, name="contacts.csv")
    mother = Contact.objects.get(given_name="Gül")
    assert mother.email == "gul@x.example"
    assert mother.students.count() == 2  # one parent of two pupils is one contact
    father = StudentContact.objects.get(contact__given_name="Ali")  # two on one mailbox are two
    assert (father.restricted, father.relationship, father.student.number) == (True, "Father", two)
    assert written(put(data, today=NEXT_DAY, name="contacts.csv")) == 0


def test_a_contacts_csv_restricts_a_contact_and_the_nightly_roster_leaves_it_so(cedar):
    district = small_district()
    district.restricted = [("pupil-00002", "adult-00001a")]
    put(bundle())
    put(write_contacts(district), name="contacts.csv")
    assert StudentContact.objects.get(restricted=True).contact.sourced_id == "adult-00001a"
    put(bundle(), today=NEXT_DAY)
    link = StudentContact.objects.get(restricted=True)
    assert (link.relationship, link.ended_on) == ("Mother", None)


def test_a_contact_no_longer_listed_ends_for_the_pupils_named_only(cedar):
    put(bundle())
    StudentContact.objects.all().delete()
    one, two = numbers()[:2]
    put(
        contacts(
            f"{one},c1,A,B,a@x.example,,,", f"{one},c2,C,D,c@x.example,,,", f"{two},c2,C,D,c@x.example,,,"
        ),
        name="c.csv",
    )
    put(contacts(f"{one},c1,A,B,a@x.example,,,"), today=NEXT_DAY, name="c.csv")
    assert StudentContact.objects.get(ended_on=NEXT_DAY).student.number == one
    assert StudentContact.objects.filter(student__number=two, ended_on=None).exists()


@pytest.mark.parametrize(
    ("line", "code", "severity"),
    [
        ("{one},c1,A,B,a@x.example,,,", "contact_twice", "warning"),
        ("999999,c9,A,B,a@x.example,,,", "unknown_number", "warning"),
        (",c9,A,B,a@x.example,,,", "value_missing", "error"),
        ("{one},c9,A,,a@x.example,,,", "value_missing", "error"),
        ("{one},c9,A,B,not an address,,,", "email_shape", "warning"),
        ("{one},c9,A,B,a@x.example,,,perhaps", "boolean_shape", "error"),
        ("{one},c9,A,B,a@x.example,,", "ragged_row", "error"),
    ],
)
def test_contact_rows_that_need_a_word(cedar, line, code, severity):
    put(bundle())
    one = numbers()[0]
    data = contacts(f"{one},c1,A,B,a@x.example,,,", line.format(one=one))
    outcome = run.check(opener(data, "contacts.csv"), today=TODAY)
    assert (code, severity, 3) in {(f.code, f.severity, f.row) for f in outcome.findings}


def test_contacts_of_another_district_are_refused(cedar):
    outcome = run.check(opener(contacts("1,c,A,B,a@x.example,,,"), "contacts.csv"), today=TODAY)
    assert "all_numbers_unknown" in outcome.totals
    assert outcome.errors
