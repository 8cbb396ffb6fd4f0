"""Translations without GNU gettext: collected by `portal.messages.collect`, compiled here.

Compiled files are not kept in the repository: script/server, script/test and the image compile them.
"""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[2] / "locale"


def catalogues() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def compile_all() -> None:
    """A .mo beside every .po, renamed into its place: running processes may be reading the old one."""
    for path in catalogues():
        draft = path.with_suffix(".mo.new")
        polib.pofile(path).save_as_mofile(draft)
        draft.rename(path.with_suffix(".mo"))
