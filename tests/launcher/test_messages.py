"""Every string is collected, from code and templates, and what lacks a translation is named."""

import polib
import pytest

from portal.messages import collect
from portal.messages.collect import Found

TEMPLATE = """{% extends "x.html" %}
    {% load i18n %}
  <p title="{% translate "Class" %}">don't</p>
      {% blocktranslate count n=pupils|length %}{{ n }} pupil{% plural %}{{ n }} pupils{% endblocktranslate %}
 {% translate "May" context "month" %}{{ _("Save")|upper }}
{% blocktranslate trimmed %}
    Two
    lines
{% endblocktranslate %}
"""
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
LABEL = _("One " "label")
def f(n):
    return ngettext("%(n)d login", "%(n)d logins", n) % {"n": n}, pgettext_lazy("grade", "Second")
"""


def strings(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    return set(collect.strings_of(tmp_path / name))


def test_a_template_gives_its_strings(tmp_path):
    assert strings(tmp_path, "page.html", TEMPLATE) == {
        (None, "Class", None),
        (None, "%(n)s pupil", "%(n)s pupils"),
        ("month", "May", None),
        (None, "Save", None),
        (None, "Two lines", None),
    }


def test_code_gives_its_strings(tmp_path):
    assert strings(tmp_path, "code.py", CODE) == {
        (None, "One label", None),
        (None, "%(n)d login", "%(n)d logins"),
        ("grade", "Second", None),
    }


@pytest.fixture
def catalogue():
    entries = [
        polib.POEntry(msgid="Class", msgstr="Clase"),
        polib.POEntry(msgid="Gone", msgstr="Ido"),
        polib.POEntry(msgid="%(n)s pupil", msgid_plural="%(n)s pupils", msgstr_plural={0: "uno", 1: "%(n)s"}),
    ]
    made = polib.POFile()
    made.extend(entries)
    return made


SAID = {
    (None, "Class"): Found(files={"a.py"}),
    (None, "New"): Found(files={"b.py"}),
    (None, "%(n)s pupil"): Found(plural="%(n)s pupils", files={"a.py"}),
}


def test_collecting_keeps_translations_and_drops_what_is_gone(catalogue):
    updated = collect.update(catalogue, SAID)
    assert [(entry.msgid, entry.msgstr) for entry in updated] == [
        ("%(n)s pupil", ""), ("Class", "Clase"), ("New", ""),
    ]  # fmt: skip
    assert updated[0].msgstr_plural == {0: "uno", 1: "%(n)s"}


def test_what_a_reader_would_miss_is_named(catalogue):
    assert sorted(collect.shortcomings(catalogue, SAID)) == [
        "no longer used: 'Gone'",
        "not collected: 'New'",
    ]
    catalogue.find("%(n)s pupil").msgstr_plural[1] = "%(count)s"
    assert "other placeholders than the English: '%(n)s pupil'" in collect.shortcomings(catalogue, SAID)
    catalogue.find("Class").flags.append("fuzzy")
    assert "marked fuzzy: 'Class'" in collect.shortcomings(catalogue, SAID)


@pytest.mark.parametrize(
    ("english", "spanish", "strange"),
    [
        ("at %(time)s", "a las %(time)s", False),
        ("at %(time)s", "a las %(hora)s", True),
        ("at %(time)s", "a las", True),
        ("from {name}", "de {name}", False),
        ("<b>%(n)s</b> of", "<b>%(n)s</b> de", False),
        ("<b>%(n)s</b> of", "%(n)s de", True),
    ],
)
def test_placeholders_survive_translation(english, spanish, strange):
    assert collect.strange_placeholders(polib.POEntry(msgid=english), spanish) is strange


def test_the_plural_keeps_its_number():
    entry = polib.POEntry(
        msgid="%(n)s pupil", msgid_plural="%(n)s pupils", msgstr_plural={0: "uno", 1: "varios"}
    )
    assert not collect.strange_placeholders(entry, "uno")
    assert collect.strange_placeholders(entry, "varios")


def test_one_string_with_two_plurals_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text(
        'ngettext("%d pupil", "%d pupils", n)\nngettext("%d pupil", "%d of them", n)'
    )
    monkeypatch.setattr(collect, "CHECKOUT", tmp_path.parent)
    monkeypatch.setattr(collect, "PLACES", (tmp_path.name,))
    with pytest.raises(ValueError, match="another plural"):
        collect.collected()
