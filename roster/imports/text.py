"""From the bytes of a CSV to its rows: which encoding, which separator, where a record is broken."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from roster.imports.archive import Member, Unreadable
from roster.imports.report import Report

_CHUNK = 2**17
# A line of more than two chunks has a chunk without a line end; no honest roster has one.
_LINE_ENDS = re.compile(rb"[\r\n]")
# Bytes that mean the same letter in Windows-1252 and ISO-8859-1, plus the curly apostrophes and dashes.
_WESTERN = re.compile(rb"[\x80-\xff]")
_WESTERN_SAFE = frozenset([*range(0xC0, 0x100), 0x91, 0x92, 0x93, 0x94, 0x96, 0x97, 0xA0, 0xAA, 0xB4, 0xBA])
_UTF8_PAIR = re.compile(rb"[\xc3-\xf4][\x80-\xbf]")
_SEPARATORS = ",;\t"  # of equally frequent ones the first
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[\t\r\n]+")


class _BadBytes(Exception):
    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


@dataclass(frozen=True, slots=True)
class Scan:
    """What one pass over the bytes tells before any row is read."""

    encoding: str
    lines: int


def scan(member: Member, report: Report) -> Scan:
    """Find the encoding and count the lines. Raises Unreadable for what is no text we can be sure of."""
    with member.open() as stream:
        head = stream.read(4)
    if not head:
        raise Unreadable("file_empty", file=member.name)
    encoding = _utf16(head)
    try:
        lines = _count_lines(member, encoding or "utf-8")
    except _BadBytes as bad:
        if encoding:
            raise Unreadable("encoding_unknown", file=member.name, row=bad.row) from bad
        return _western(member, bad_row=bad.row, report=report)
    if encoding:
        report.add("encoding_utf16", file=member.name)
    return Scan(encoding or "utf-8-sig", lines)


def _utf16(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(head) == 4 and head[1] == head[3] == 0 and head[0] and head[2]:
        return "utf-16-le"
    if len(head) == 4 and head[0] == head[2] == 0 and head[1] and head[3]:
        return "utf-16-be"
    return ""


def _count_lines(member: Member, encoding: str) -> int:
    """The number of lines, each byte of them decoded once. Raises _BadBytes with the row where that fails."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 0
    with member.open() as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                raise _BadBytes(lines + chunk.count(b"\n", 0, max(error.start, 0)) + 1) from error
            if not chunk:
                return lines
            if len(chunk) == _CHUNK and not _LINE_ENDS.search(chunk):
                raise Unreadable("line_too_long", file=member.name, row=lines + 1)
            lines += _line_count(chunk)


def _line_count(chunk: bytes) -> int:
    return chunk.count(b"\n") or chunk.count(b"\r")


def _western(member: Member, *, bad_row: int, report: Report) -> Scan:
    """Not UTF-8. Windows-1252 is accepted only where no other reading is plausible, and is said."""
    lines, last = 0, b""
    with member.open() as stream:
        while chunk := stream.read(_CHUNK):
            last = chunk[-1:]
            strange = any(byte[0] not in _WESTERN_SAFE for byte in _WESTERN.findall(chunk))
            if strange or _UTF8_PAIR.search(chunk):
                raise Unreadable("encoding_unknown", file=member.name, row=bad_row)
            lines += _line_count(chunk)
    if last >= b"\xc2":  # UTF-8 cut off in the middle of a letter looks like this
        raise Unreadable("encoding_unknown", file=member.name, row=lines + 1)
    report.add("encoding_western", file=member.name, row=bad_row)
    return Scan("cp1252", lines)


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV, opened: its header cells and how to read the rest."""

    member: Member
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    lines: int

    def rows(self, report: Report) -> Iterator[tuple[int, list[str]]]:
        """(row number, cells) of every row after the header; the header is row 1, blank lines are skipped.

        A row that no CSV reader can make out ends the file with an error finding.
        """
        name, number = self.member.name, 1
        with io.TextIOWrapper(self.member.open(), self.encoding, newline="") as lines:
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            try:
                next(reader)
                for number, cells in enumerate(reader, 2):
                    if cells:
                        yield number, _clean(cells, report, name, number)
            except csv.Error as error:
                report.add(_csv_code(error), file=name, row=number + 1)


def open_table(member: Member, report: Report) -> Table | None:
    """Read the header row. Returns None, with its finding, where there is none to read."""
    try:
        found = scan(member, report)
    except Unreadable as problem:
        problem.tell(report)
        return None
    with io.TextIOWrapper(member.open(), found.encoding, newline="") as lines:
        first = lines.readline(_CHUNK)
        delimiter = max(_SEPARATORS, key=first.count)
        try:
            header = next(csv.reader(chain([first], lines), delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            report.add(_csv_code(error), file=member.name, row=1)
            return None
    if not any(cell.strip() for cell in header):
        report.add("header_missing", file=member.name, row=1)
        return None
    if delimiter != ",":
        report.add("other_separator", file=member.name, row=1)
    names = tuple(cell.strip().lstrip("\ufeff") for cell in header)
    return Table(member, found.encoding, delimiter, names, found.lines)


def _csv_code(error: csv.Error) -> str:
    return "cell_too_long" if "field limit" in str(error) else "broken_quotes"


def _clean(cells: list[str], report: Report, file: str, row: int) -> list[str]:
    """Line breaks and tabs inside a cell become a space; other control characters are an error."""
    if "".join(cells).isprintable():
        return cells
    for at, cell in enumerate(cells):
        if not _CONTROL.search(cell):
            continue
        text = _SPACES.sub(" ", cell)
        if text != cell:
            report.add("line_break_in_cell", file=file, row=row)
        if _CONTROL.search(text):
            code = "nul_character" if "\0" in text else "control_character"
            report.add(code, file=file, row=row)
            text = _CONTROL.sub("", text)
        cells[at] = text
    return cells
