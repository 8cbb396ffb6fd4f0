"""Bytes become rows: encodings, separators, broken records. No database."""

import io

import pytest

from roster.imports.archive import open_file
from roster.imports.report import Report
from roster.imports.text import open_table


def rows_of(data: bytes) -> tuple[list, Report]:
    report = Report()
    member = open_file(io.BytesIO(data), "users.csv", report)[0]
    table = open_table(member, report)
    return (list(table.rows(report)) if table else []), report


def codes(report: Report) -> list[tuple[str, int | None]]:
    return [(found.code, found.row) for found in report.findings()]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", ["encoding_utf16"]),
        ("utf-16-le", ["encoding_utf16"]),
        ("utf-16-be", ["encoding_utf16"]),
        ("cp1252", ["encoding_western"]),
    ],
)
def test_the_same_rows_in_every_encoding(encoding, said):
    rows, report = rows_of("sourcedId,name\n1,Zoë Núñez\n2,Ben\n".encode(encoding))
    assert rows == [(2, ["1", "Zoë Núñez"]), (3, ["2", "Ben"])]
    assert list(report.counts) == said


@pytest.mark.parametrize(
    ("data", "row"),
    [
        ("a,b\n1,José\n".encode() + "2,Núñez\n".encode("cp1252"), 3),  # half of each
        ("a,b\n1,Šimůnek\n".encode("cp1250"), 2),  # other letters than western
        ("a,b\n1,José\n".encode("mac-roman"), 2),
        (b"a,b\n1,\xc3", 2),  # cut in the middle of a letter
        ("a,b\n1,x\n".encode("utf-16") + b"\n", 4),  # half a letter at the end
    ],
)
def test_an_encoding_we_cannot_be_sure_of_is_an_error_with_its_row(data, row):
    _, report = rows_of(data)
    assert [code for code, _ in codes(report)] == ["encoding_unknown"]
    assert report.findings()[0].row == row


def test_western_letters_come_with_a_warning_that_names_a_row_to_look_at():
    _, report = rows_of(b"a,b\n1,Ben\n2,Jos\xe9\n")
    assert codes(report) == [("encoding_western", 3)]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(separator, line_end):
    text = line_end.join([separator.join(["a", "b"]), separator.join(["1", "x"]), ""])
    rows, _ = rows_of(text.encode())
    assert rows == [(2, ["1", "x"])]


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ('a,b\n"1,x\n2,y\n', "broken_quotes", 2),
        ('a,b\n1,x\n"2"y,z\n', "broken_quotes", 3),
        ("a,b\n1," + "x" * 140_000 + "\n", "cell_too_long", 2),
        ("a,b\n1," + "x" * 600_000 + "\n", "line_too_long", 2),
        ("a,b\n1,x\x00y\n", "nul_character", 2),
        ("a,b\n1,x\n2,\x1b[31mred\n", "control_character", 3),
    ],
)
def test_a_broken_record_is_an_error_with_its_row(text, code, row):
    _, report = rows_of(text.encode())
    assert (code, row) in codes(report)
    assert report.errors


def test_line_breaks_in_cells_and_blank_lines_keep_the_count():
    rows, report = rows_of(b'a,b\n\n1,"x\ny"\n2,z\n')
    assert rows == [(3, ["1", "x y"]), (4, ["2", "z"])]
    assert codes(report) == [("line_break_in_cell", 3)]


@pytest.mark.parametrize("data", [b"\n1,2\n", b",,\n1,2,3\n", b"   \n"])
def test_without_a_header_nothing_is_read(data):
    rows, report = rows_of(data)
    assert rows == []
    assert codes(report) == [("header_missing", 1)]


def test_no_finding_repeats_more_than_a_thousand_times_and_all_are_counted():
    _, report = rows_of(b"a,b\n" + b"1,\x01\n" * 1500)
    assert len(report.findings()) == 1000
    assert report.counts["control_character"] == report.errors == 1500
