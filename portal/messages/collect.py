"""Collects what people read into locale/*/LC_MESSAGES/django.po; `--check` only lists what is wrong there."""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from portal.messages import LOCALE, catalogues

CHECKOUT = LOCALE.parent
PLACES = ("accounts", "portal", "roster", "schools", "templates")
FUNCTIONS: dict[str, Any] = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
KEYWORDS = {
    "_": None,
    "gettext_noop": None,
    **FUNCTIONS,
    **{f"{name}_lazy": at for name, at in FUNCTIONS.items()},
}
KEPT = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?\w[^>]*>")  # what is filled in, and HTML tags

Key = tuple[str | None, str]  # context, English


@dataclass
class Found:
    plural: str | None = None
    files: set[str] = field(default_factory=set)


def collected() -> dict[Key, Found]:
    """The strings of the code and the templates, each with the files that say it."""
    strings: dict[Key, Found] = defaultdict(Found)
    for path in sorted(path for place in PLACES for path in (CHECKOUT / place).rglob("*")):
        for context, singular, plural in strings_of(path):
            found = strings[context, singular]
            if plural and found.plural not in (None, plural):  # a catalogue knows a string by its singular
                raise ValueError(f"{path}: {singular!r} has another plural elsewhere; give it other words")
            found.plural = plural or found.plural
            found.files.add(str(path.relative_to(CHECKOUT)))
    return strings


def strings_of(path: Path) -> Iterator[tuple[str | None, str, str | None]]:
    """Context, singular and plural of every string in a Python file or a template."""
    if path.suffix == ".py":
        source = path.read_text()
    elif path.suffix in (".html", ".txt"):
        # What looks like Python to the extractor must not look indented: tags stand in the middle of lines.
        lines = templatize(path.read_text(), origin=str(path)).splitlines()
        source = "\n".join(line.lstrip() for line in lines)
    else:
        return
    for _line, said, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS):
        singular, plural = (said[0], said[1]) if isinstance(said, tuple) else (said, None)
        yield context, singular, plural


def update(catalogue: polib.POFile, strings: dict[Key, Found]) -> polib.POFile:
    """The strings of today: translations are kept, what nobody says any more is dropped."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    updated = polib.POFile(wrapwidth=100)
    updated.metadata = catalogue.metadata
    for (context, text), found in sorted(strings.items(), key=lambda item: (min(item[1].files), item[0][1])):
        entry = known.get((context, text)) or polib.POEntry(msgctxt=context, msgid=text)
        if entry.msgid_plural != (found.plural or ""):
            entry.msgid_plural, entry.msgstr = found.plural or "", ""
            entry.msgstr_plural = {0: "", 1: ""} if found.plural else {}
        entry.occurrences = [(name, "") for name in sorted(found.files)]
        updated.append(entry)
    return updated


def shortcomings(catalogue: polib.POFile, strings: dict[Key, Found]) -> Iterator[str]:
    """A line for each string that a reader of this language would miss or misread."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    for context, text in sorted(strings.keys() - known.keys(), key=str):
        yield f"not collected: {text!r}" + (f" ({context})" if context else "")
    for key, entry in known.items():
        translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if key not in strings:
            yield f"no longer used: {entry.msgid!r}"
        elif entry.fuzzy:
            yield f"marked fuzzy: {entry.msgid!r}"
        elif not all(translations) or (strings[key].plural or "") != entry.msgid_plural:
            yield f"not translated: {entry.msgid!r}"
        elif any(strange_placeholders(entry, text) for text in translations):
            yield f"other placeholders than the English: {entry.msgid!r}"


def strange_placeholders(entry: polib.POEntry, translation: str) -> bool:
    """What the English fills in and marks up is there too; but "one pupil" may be said without its number."""
    ours, theirs = set(KEPT.findall(translation)), set(KEPT.findall(entry.msgid_plural or entry.msgid))
    if entry.msgid_plural and translation == entry.msgstr_plural[0]:
        return not ours <= theirs
    return ours != theirs


def main(arguments: list[str]) -> int:
    strings, wrong = collected(), 0
    for path in catalogues():
        catalogue = polib.pofile(path)
        if "--check" not in arguments:
            update(catalogue, strings).save(path)
            continue
        for line in shortcomings(catalogue, strings):
            print(f"{path.relative_to(CHECKOUT)}: {line}")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
