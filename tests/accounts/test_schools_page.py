"""A school's admin opens it to parents, knowing who could register and who could not."""

import re

from roster.models import Contact, StudentContact
from roster.registering import ContactCounts, contact_counts
from schools.models import AuditEvent, School
from tests import factories as make
from tests.accounts.pages import text_of
from tests.people import sign_in


def state(school) -> str:
    return School.objects.get(pk=school.pk).status


def test_who_could_register_and_who_could_not_are_counted(cast, alder):
    ben = alder.students["ben"]
    make.make_contact(ben, "Shared", email="both@home.example")
    make.make_contact(alder.students["ada_south"], "Sharer", email="both@home.example")
    silent, refused, barred = (make.make_contact(ben, name) for name in ("Silent", "Refused", "Barred"))
    Contact.objects.filter(pk=silent.pk).update(email="")
    Contact.objects.filter(pk=refused.pk).update(refused_address=refused.email)
    StudentContact.objects.filter(contact=barred).update(restricted=True)
    half = make.make_contact(ben, "Half")  # restricted for one of two children
    StudentContact.objects.create(student=alder.students["ada"], contact=half, restricted=True)
    gone = make.make_contact(ben, "Gone")
    StudentContact.objects.filter(contact=gone).update(ended_on="2026-09-01")
    counts = ContactCounts(could=3, shared=1, no_address=1, refused=1, restricted=1)  # Pat, Shared, Half
    assert contact_counts(alder.north.pk) == counts
    words = text_of(sign_in(alder, "head").get(f"/manage/schools/{alder.north.pk}"))
    for fact in (
        "could register 3",
        "share a mailbox 1",
        "have no e-mail 1",
        "are restricted 1",
        "Open to 3 parents",
    ):
        assert fact in words


def test_opening_asks_first_is_done_once_and_written_down(alder):
    head, url = sign_in(alder, "head"), f"/manage/schools/{alder.north.pk}"
    assert "In preparation" in text_of(head.get("/manage/schools"))
    head.post(f"{url}/open")
    assert state(alder.north) == "preparation"
    head.post(f"{url}/open", {"confirmed": "yes"})
    assert state(alder.north) == "open"
    page = head.get(url)
    assert "North School is open to parents now" in text_of(page)
    assert "/open" not in page.text
    head.post(f"{url}/open", {"confirmed": "yes"})
    assert "open to parents already" in text_of(head.get(url))
    event = AuditEvent.objects.get(verb="school_opened")
    assert (event.object_id, event.count, event.actor_id) == (alder.north.pk, 1, alder.accounts["head"].pk)


def test_an_admin_sees_the_own_schools_only(alder):
    def listed(who):
        return re.findall(r'href="/manage/schools/(\d+)"', sign_in(alder, who).get("/manage/schools").text)

    assert listed("head") == [str(alder.north.pk)]
    assert set(listed("districtadmin")) == {str(alder.north.pk), str(alder.south.pk)}


def test_a_sample_of_the_mail_is_shown_in_the_readers_language(alder):
    page = text_of(sign_in(alder, "head").get(f"/manage/schools/{alder.north.pk}"))
    assert "The mail that a parent gets" in page
    assert "abc-def-ghj" in page
    assert "http://alder.localhost:8000/sign-in" in page
