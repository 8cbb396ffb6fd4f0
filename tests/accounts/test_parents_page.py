"""Reset Parent Login: parents by last name, a row for each parent and child, within the reader's reach (B1-B3)."""

import re

import pytest
from django.conf import settings

from accounts.models import AccountStudent
from roster.models import Contact, StudentContact
from tests import factories as make
from tests.accounts.pages import plans, statements, text_of
from tests.accounts.registering import kim_of, registers
from tests.people import sign_in

URL = "/manage/parents"


def family(*children, given: str = "Kim", last: str, email: str = "") -> Contact:
    """A parent who has registered, with these children on record."""
    contact = make.make_contact(children[0], given, last, email)
    account = make.make_parent_account(contact, children[0], f"u{contact.pk}")
    for child in children[1:]:
        make.make_contact_of(contact, child)
        make.link_child(account, child)
    return contact


def rows(page) -> list[tuple[str, str]]:
    """Parent and child of each row, in order."""
    return re.findall(r'aria-label="Tick ([^",]+), ([^"]+)"', page.text)


def found(client, **query) -> list[tuple[str, str]]:
    return rows(client.get(URL, query))


@pytest.mark.requirement("B1", "B3")
def test_manage_leads_to_a_row_for_each_parent_and_child(alder, clerk):
    family(alder.students["ben"], alder.students["ada_4b"], last="Okafor")
    assert f'href="{URL}"' in clerk.get("/").text
    page = clerk.get(URL)
    assert rows(page) == [("Pat Lind", "Ada Lind"), ("Kim Okafor", "Ada Lind"), ("Kim Okafor", "Ben Okafor")]
    for fact in ("plind", "Parent", "Own password", "Reset Selected"):
        assert fact in text_of(page)


def test_what_the_roster_calls_a_contact_is_said_in_the_readers_language(alder, clerk):
    relation = StudentContact.objects.filter(contact=family(alder.students["ben"], last="Okafor"))
    pages = (URL, f"/students/{alder.students['ben'].pk}")
    for recorded, english, spanish in (
        ("guardian", "Guardian", "Tutor o tutora"),
        ("Mother", "Mother", "Madre"),
        ("great-aunt", "Great-aunt", "Great-aunt"),  # as recorded, where the portal has no word
    ):
        relation.update(relationship=recorded)
        for page in pages:
            clerk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
            assert english in text_of(clerk.get(page))
            clerk.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
            assert spanish in text_of(clerk.get(page))


@pytest.mark.requirement("B2")
def test_the_last_name_is_found_however_it_is_written(alder, clerk):
    family(alder.students["ben"], last="O’Connor-Žák")
    family(alder.students["ben"], last="García López", given="Íñigo")
    for typed in ("oconnor", "O'Connor", "OCONNOR", "zak", "Žák", "o’connor-zak, Kim"):
        assert found(clerk, q=typed) == [("Kim O’Connor-Žák", "Ben Okafor")], typed
    for typed in ("garcia", "López", "lopez iñ"):
        assert found(clerk, q=typed) == [("Íñigo García López", "Ben Okafor")], typed
    for typed in ("connor", "%", "_", "\\", "((", "x" * 5000):
        assert found(clerk, q=typed) == [], typed
    assert "No parent fits “%”" in text_of(clerk.get(URL, {"q": "%"}))


@pytest.mark.requirement("B2")
def test_letter_links_are_those_that_there_are_and_names_follow_the_alphabet(alder, clerk):
    for last in ("Ångström", "Zu", "Abel", "Łukasz"):
        family(alder.students["ben"], last=last)
    page = clerk.get(URL)
    letters = re.search(r'class="letters".*?</nav>', page.text, re.DOTALL)[0]
    assert re.findall(r">(\w)</a>", letters) == ["A", "L", "Z"]
    assert [parent for parent, _ in rows(page)] == [
        "Kim Abel",
        "Kim Ångström",
        "Pat Lind",
        "Kim Łukasz",
        "Kim Zu",
    ]
    assert [parent for parent, _ in found(clerk, letter="a")] == ["Kim Abel", "Kim Ångström"]
    assert [parent for parent, _ in found(clerk, letter="l")] == ["Pat Lind", "Kim Łukasz"]


@pytest.mark.requirement("B2")
def test_a_whole_district_has_the_letters_that_its_schools_have(alder, clerk):
    for last in ("Ångström", "Żak", "Łukasz", "日本", ""):
        family(alder.students["ben"], last=last, given="")
    admin = sign_in(alder, "districtadmin")
    pages = [
        re.search(r'class="letters".*?</nav>', one.get(URL).text, re.DOTALL)[0] for one in (admin, clerk)
    ]
    assert [re.findall(r">(\w)</a>", page) for page in pages] == [["A", "L", "Z", "日"]] * 2


def test_an_index_leads_to_a_whole_districts_letters_and_to_any_page_of_it(alder):
    for number in range(30):
        family(alder.students["ben"], last=f"Many {number}")
    admin = sign_in(alder, "districtadmin")
    by_name = r"contacts_by_name.*\n *Index Cond: .* AND \(sort_name {}"
    assert re.search(by_name.format(r"> \(letter"), plans(admin, URL)), "each letter from the one before"
    last = re.findall(r'name="parents" value="(\d+)"', admin.get(URL).text)[-1]
    assert re.search(by_name.format(">= 'many"), plans(admin, URL, after=last)), "a page from where it begins"
    assert re.search(by_name.format(">= 'm'"), plans(admin, URL, letter="m"))


@pytest.mark.requirement("B2", "A7")
def test_parents_are_seen_through_a_child_of_ones_own_school(cast, alder, clerk):
    family(alder.students["ada_south"], last="Southern")
    family(alder.students["ben"], alder.students["ada_south"], last="Both")
    assert found(clerk, q="southern") == []
    assert found(clerk, letter="s") == []
    assert found(clerk, q="both") == [("Kim Both", "Ben Okafor")]
    assert ">S</a>" not in clerk.get(URL).text
    assert len(found(sign_in(alder, "districtadmin"), q="both")) == 2
    assert [child for _, child in found(sign_in(alder, "headsouth"))] == ["Ada Lind", "Ada Lind"]


@pytest.mark.requirement("B3")
def test_staff_who_are_parents_and_what_the_school_took_off_are_not_listed(alder, clerk):
    contact = make.make_contact(alder.students["ben"], "Toni", "Teacher")
    alder.accounts["teacher"].contact = contact
    alder.accounts["teacher"].save()
    make.link_child(alder.accounts["teacher"], alder.students["ben"])
    assert found(clerk, q="teacher") == []
    make.take_off(AccountStudent.objects.filter(account=alder.accounts["parent"]))
    assert found(clerk) == []
    assert "No parent has a login yet" in text_of(clerk.get(URL))


@pytest.mark.requirement("B3")
def test_the_filters_stay_in_the_address_and_with_the_letters(alder, clerk):
    waiting = family(alder.students["ben"], last="Waiting")
    AccountStudent.objects.filter(account__contact=waiting).update(status="unproven")
    silent = family(alder.students["ben"], last="Silent")
    Contact.objects.filter(pk=silent.pk).update(email="")
    assert found(clerk, show="unproven") == [("Kim Waiting", "Ben Okafor")]
    assert found(clerk, show="no-address") == [("Kim Silent", "Ben Okafor")]
    page = clerk.get(URL, {"show": "unproven"})
    assert f'href="{URL}?show=unproven&amp;letter=w"' in page.text
    assert ">S</a>" not in page.text
    assert "To be proven again" in text_of(page)
    assert "Add e-mail" in text_of(clerk.get(URL, {"show": "no-address"}))


def test_who_was_mailed_a_password_has_nothing_to_prove_but_by_using_it(alder, clerk):
    kim = kim_of(alder)
    registers(alder.students["ada"], kim)
    for page in (URL, f"/students/{alder.students['ada'].pk}"):
        row = re.search(r"<tr>(?:(?!</tr>).)*Lind, Kim.*?</tr>", clerk.get(page).text, re.DOTALL)[0]
        assert "Not used yet" in row
        assert "To be proven again" not in row


@pytest.mark.requirement("B2")
def test_25_a_page_and_the_same_statements_for_many_as_for_one(alder, clerk):
    for number in range(30):
        family(alder.students["ben"], last=f"Many{number:02}")
    family(alder.students["ben"], last="Single")
    with statements(at_most=12) as for_many:
        first = clerk.get(URL, {"q": "many"})
    assert len(rows(first)) == 25
    assert "25 of 30 rows" in text_of(first)
    after = re.search(r"after=(\d+)", first.text)[1]
    assert [parent for parent, _ in found(clerk, q="many", after=after)] == [
        f"Kim Many{n}" for n in range(25, 30)
    ]
    with statements(at_most=12) as for_one:
        assert len(found(clerk, q="single")) == 1
    assert len(for_many) == len(for_one)
