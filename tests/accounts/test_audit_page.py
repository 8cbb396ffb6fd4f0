"""Home -> Manage -> Audit: every event is a sentence; a school's admin reads what concerns the school."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from accounts.emulation import WAYS_OUT
from accounts.models import Account
from accounts.usecases.unlink_child import relink_child, unlink_child
from schools import audit
from schools.audit import Actor, Verb
from schools.models import AuditEvent
from schools.route_words import ROUTE_WORDS, route_words
from schools.sentences import GROUPS, SENTENCES, mentioned, sentence
from tests.accounts.pages import SHOW, statements, text_of
from tests.accounts.test_emulation import start
from tests.accounts.test_emulation_walk import OUTSIDE
from tests.factories import link_child
from tests.people import sign_in
from tests.test_access import routes

URL = "/manage/audit"


def happened(verb: Verb, actor: Account | None = None, **facts) -> None:
    audit.record(actor=Actor(actor.pk if actor else None), verb=verb, at=timezone.now(), **facts)


def shown(client, **query) -> str:
    answer = client.get(URL, query)
    assert answer.status_code == 200
    return text_of(answer).translate(dict.fromkeys((0x2068, 0x2069))).partition("Actions")[2]


# Sentences


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_verb_has_its_sentence_in_every_language(alder, verb, language):
    event = audit.event(
        actor=Actor(1), verb=verb, at=timezone.now(), object_kind="account", object_id=2, count=3
    )
    event.details = {"emulation": 4, "before": None, "after": {"role": "office", "extra": ["emulate"]}}
    names = {("account", 1): "Ann", ("account", 2): "Ben", ("emulation", 4): "ticket 7"}
    with translation.override(language):
        words = sentence(event, names)
        assert "%" not in words
        assert "Ann" in words or "Ben" in words or verb in (Verb.PARENT_REQUESTED,)
        if language == "es":
            with translation.override("en"):
                assert sentence(event, names) != words
    event.count = 1
    assert sentence(event, names)


def test_every_route_that_can_refuse_has_words_in_every_language():
    """While somebody else's pages are looked at, every route but the ways out leaves a refusal."""
    refuse = {name for name, _view in routes()} - WAYS_OUT - OUTSIDE
    assert set(ROUTE_WORDS) == refuse
    assert max(len(name) for name in refuse) <= 30  # what the log keeps
    for route in refuse:
        with translation.override("es"):
            spanish = route_words(route)
        assert spanish != route_words(route), route


def test_a_refusal_says_where_and_about_whom(alder, head):
    stranger = alder.students["ada_south"].pk
    teacher = sign_in(alder, "teacher")
    teacher.get("/manage/staff")
    teacher.get(f"/students/{stranger}")
    happened(Verb.DENIED, alder.accounts["teacher"], object_kind="accounts:a-page-of-old")
    words = shown(head)
    assert "Teacher Weber was refused: Staff." in words
    assert f"Teacher Weber was refused: A pupil's page (no. {stranger})." in words
    assert "Teacher Weber was refused: a page that is no longer there." in words
    event = AuditEvent.objects.get(object_kind="accounts:student", object_id=stranger)
    with translation.override("es"):
        assert sentence(event, {}).endswith(f"se le negó el paso: Página de un alumno (n.º {stranger}).")


def test_every_verb_belongs_to_one_filter():
    grouped = [verb for _label, verbs in GROUPS.values() for verb in verbs]
    assert sorted(grouped) == sorted(Verb) == sorted(SENTENCES)


def test_who_was_erased_is_a_former_account_and_the_log_stays(alder):
    happened(Verb.LOGINS_RESET, alder.accounts["teacher"], object_kind="account", object_id=10**9)
    event = AuditEvent.objects.latest("pk")
    assert sentence(event, {}) == "a former account reset the login of a former account."
    assert mentioned([event]) == {("account", alder.accounts["teacher"].pk), ("account", 10**9)}


def test_names_are_put_in_when_it_is_read(head, alder):
    teacher = sign_in(alder, "teacher")
    teacher.post(SHOW, {"class": alder.class_4a.pk, "students": [alder.students["ada"].pk]})
    words = shown(head)
    assert "Teacher Weber signed in." in words
    assert "Teacher Weber had 1 login shown with its access code (list " in words
    type(alder.staff["teacher"]).objects.filter(pk=alder.staff["teacher"].pk).update(given_name="Renamed")
    assert "Renamed Weber signed in." in shown(head)


@pytest.mark.requirement("X11")
def test_a_look_names_both_and_its_reason(head, alder):
    start(head, alder.accounts["parent"], reason="mother on the phone")
    head.post("/language", {"language": "es"})
    head.post("/emulation/return")
    words = shown(head)
    assert "Head Weber began to look at the pages of Pat Lind: “mother on the phone”" in words
    assert "Head Weber was refused: Change the language. While looking at the pages of Pat Lind" in words
    assert "Head Weber stopped looking at the pages of Pat Lind." in words


def test_a_reason_stays_within_its_quotes(head, alder):
    """Neither as HTML, nor by signs that turn the rest of the sentence around, nor by a hundred lines."""
    reason = "<b>x</b>\u2069\u202e%(actor)s" + "\n" * 100 + "y"
    assert start(head, alder.accounts["parent"], reason=reason).status_code == 302
    head.post("/emulation/return")
    page = head.get(URL).content.decode()
    assert "“\u2068&lt;b&gt;x&lt;/b&gt;%(actor)s" in page
    assert "\u202e" not in page
    assert "pages of Pat Lind: “<b>x</b>%(actor)s y”" in shown(head)


@pytest.mark.requirement("C12")
def test_a_change_of_rights_says_from_what_to_what(head, alder):
    happened(
        Verb.ROLES_CHANGED, alder.accounts["head"], object_kind="staff", object_id=alder.staff["clerk"].pk,
        school_id=alder.north.pk,
        details={"before": None, "after": {"role": "office", "extra": ["emulate", "view_audit"]}},
    )  # fmt: skip
    change = "no role → Office + See the portal as a parent or pupil does and Read the audit"
    assert f"Head Weber changed what Clerk Weber may do: {change}. North School" in shown(head)


@pytest.mark.requirement("C12", "C16")
def test_a_change_of_an_account_says_from_what_to_what(head, alder):
    """Who marks an account as a test keeps its owner from being told of what comes next: the log says so."""
    account = f"/manage/accounts/{alder.accounts['parent'].pk}/change"
    assert head.post(account, {"expires_on": "2026-11-30", "is_test": "on"}).status_code == 302
    assert head.post(account, {"expires_on": ""}).status_code == 302
    words = shown(head)
    assert "changed the account of Pat Lind: no last day → last day Nov. 30, 2026, test account." in words
    assert "last day Nov. 30, 2026, test account → no last day." in words


# Whose events


@pytest.mark.requirement("A7")
def test_a_school_admin_reads_what_concerns_the_school(cast, alder, head, admin):
    """By the row's school, by whom it is about, or by who was refused; never another school or district."""
    south = alder.accounts["teacher_south"]
    sign_in(alder, "teachersouth").get("/manage/staff")  # refused
    sign_in(alder, "teacher4b").get("/manage/staff")  # refused
    happened(Verb.OPTIONS_CHANGED, alder.accounts["district_admin"])
    happened(
        Verb.SCHOOL_OPENED, south, object_kind="school", object_id=alder.south.pk, school_id=alder.south.pk
    )
    happened(Verb.CHILD_LINKED, None, object_kind="student", object_id=alder.students["ada"].pk)
    happened(Verb.CHILD_LINKED, None, object_kind="student", object_id=alder.students["ada_south"].pk)
    sign_in(cast.birch, "head")
    words = shown(head)
    for fact in ("Head Weber signed in.", "Teacher 4B Weber was refused", "linked Ada Lind to"):
        assert words.count(fact) == 1, fact
    for fact in ("Teacher South", "South School", "the district's options"):
        assert fact not in words
        assert fact in shown(admin)
    assert shown(admin).count("Head Weber signed in.") == 1


def test_a_list_made_on_the_pupils_page_is_read_by_the_school(alder, head):
    teacher = sign_in(alder, "teacher")
    serial = teacher.post(SHOW, {"only": alder.students["ada"].pk})["Location"].rpartition("/")[2]
    teacher.post(f"/manage/lists/{serial}/csv")
    assert f"downloaded a file with 1 login (list {serial}). North School" in shown(head)


def test_a_childs_removal_and_what_the_parent_did_before_stay_readable(alder, head):
    """By name, also when nothing links the parent to the school any more."""
    parent, ada = alder.accounts["parent"], alder.students["ada"]
    sign_in(alder, "plind")
    unlink_child(account=parent, student=ada, actor=Actor(alder.accounts["head"].pk), now=timezone.now())
    words = shown(head)
    assert "Head Weber removed Ada Lind from the account of Pat Lind." in words
    assert "Pat Lind signed in." in words


def test_a_child_at_another_school_is_not_named_to_this_one(alder, head, admin):
    """The account is within reach by a child here; what happened to its other child names nobody."""
    parent, other = alder.accounts["parent"], alder.students["ada_south"]
    link_child(parent, other)
    name = f"{other}-Elsewhere"
    type(other).objects.filter(pk=other.pk).update(family_name=f"{other.family_name}-Elsewhere")
    unlink_child(account=parent, student=other, actor=Actor(None), now=timezone.now())
    relink_child(account=parent, student=other, actor=Actor(None), now=timezone.now())
    words = shown(head)
    assert "Elsewhere" not in words
    assert words.count("a pupil of another school") == 2
    assert "The portal removed a pupil of another school from the account of Pat Lind." in words
    assert f"The portal gave {name} back to the account of Pat Lind." in shown(admin)


# Filters, in the address


def test_what_is_asked_for_stands_in_the_address(alder, head):
    for name in ("teacher", "clerk", "plind", "alind"):
        sign_in(alder, name)
    sign_in(alder, "teacher").get("/manage/staff")
    ada, parent = alder.students["ada"].pk, alder.accounts["parent"].pk
    for query, here, gone in (
        ({"q": "teacher weber"}, "Teacher Weber signed in", "Clerk Weber"),
        ({"q": "PLIND"}, "Pat Lind signed in", "Ada Lind"),
        ({"q": alder.students["ada"].number}, "Ada Lind signed in", "Pat Lind"),
        ({"what": "denied"}, "Teacher Weber was refused", "signed in"),
        ({"what": "sign-in", "q": "teacher weber"}, "signed in", "refused"),
        ({"account": parent}, "Pat Lind signed in", "Ada Lind"),
        ({"student": ada}, "Ada Lind signed in", "Pat Lind"),
        ({"days": "7"}, "Clerk Weber signed in", "nothing"),
    ):
        words = shown(head, **query)
        assert here in words, query
        assert gone not in words, query
    for nonsense in (
        {"account": "x"},
        {"student": "9" * 40},
        {"what": "' OR 1"},
        {"days": "-1"},
        {"after": "x"},
    ):
        assert "Clerk Weber signed in" in shown(head, **nonsense)


def test_the_pages_of_a_pupil_and_an_account_lead_to_their_events(alder, head):
    ada, parent = alder.students["ada"].pk, alder.accounts["parent"].pk
    assert f'href="{URL}?student={ada}"' in head.get(f"/students/{ada}").text
    assert f'href="{URL}?account={parent}"' in head.get(f"/manage/accounts/{parent}").text
    assert URL not in sign_in(alder, "teacher").get(f"/students/{ada}").text


def test_nobody_of_another_school_is_found_by_their_id(alder, head):
    sign_in(alder, "teachersouth")
    for query in (
        {"account": alder.accounts["teacher_south"].pk},
        {"student": alder.students["ada_south"].pk},
        {"q": "teacher south"},
    ):
        answer = head.get(URL, query)
        assert "Nothing of that kind" in text_of(answer)
        assert "South" not in text_of(answer).replace("teacher south", "")


def test_older_events_leave_the_chosen_time(alder, admin):
    audit.record(actor=audit.SYSTEM, verb=Verb.DISTRICT_CREATED, at=timezone.now() - timedelta(days=8))
    assert "set up this district" in shown(admin, days="30", what="district")
    assert "Nothing of that kind" in text_of(admin.get(URL, {"days": "7", "q": "zzz"}))


def test_newest_first_in_pages_of_25_at_the_same_cost(alder, admin):
    with statements(at_most=12) as for_few:
        shown(admin)
    for number in range(60):
        happened(
            Verb.LOGINS_RESET,
            alder.accounts["teacher"],
            object_kind="account",
            object_id=number,
            count=number,
        )
    with statements(at_most=12) as for_many:
        first = admin.get(URL)
    assert len(for_few) == len(for_many)
    assert text_of(first).count("reset the login") == 25
    newest = AuditEvent.objects.latest("pk").pk
    assert f"after={newest - 24}" in first.text
    second = admin.get(URL, {"after": newest - 24})
    assert text_of(second).count("reset the login") == 25
    assert "Previous" in text_of(second)
