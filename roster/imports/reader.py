"""From the cells of a CSV to typed rows, by a table of columns. Shared by all formats."""

from collections.abc import Iterator
from dataclasses import dataclass

from roster.imports import checks
from roster.imports.findings import Severity
from roster.imports.report import Report, Spot
from roster.imports.rows import Row
from roster.imports.text import Table

_ALIASES = {"grade": "grades", "userid": "userIds", "agents": "agentSourcedIds"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a format.

    into: the field of the row it fills; empty where the portal only checks it. needed: without it nothing
    can be imported. required: the standard wants it, the portal can do without a value (stands: but not
    without the column). harmless: a wrong value is a warning, and left out. secret: values are never
    repeated in a finding.
    """

    name: str
    check: checks.Check | None = None
    into: str = ""
    needed: bool = False
    required: bool = False
    stands: bool = False
    harmless: bool = False
    secret: bool = False

    @property
    def severity(self) -> Severity:
        return Severity.WARNING if self.harmless or not self.into else Severity.ERROR


@dataclass(frozen=True, slots=True)
class FileSpec:
    """A file of a format: its columns in the standard's order, and the row they make.

    pairs: columns whose lists must be equally long.
    """

    name: str
    row: type[Row]
    columns: tuple[Column, ...]
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Layout:
    width: int
    at: dict[str, int]
    cells: list[tuple[int, Column, checks.Check, int]]  # position in the file, column, position in the row
    missing: bool


def read_rows(table: Table, spec: FileSpec, report: Report) -> Iterator[Row]:
    """Every row that has its key; what is wrong with the cells goes into the report.

    A row with a wrong cell is still given out (the report's error keeps it from being applied), so that
    rows referring to it are not called dangling as well.
    """
    layout = _match_header(table, spec, report)
    file, width = table.member.name, layout.width
    blank = ["", *spec.row._field_defaults.values(), None]  # the last takes what is checked and not kept
    for number, cells in table.rows(report):
        if len(cells) != width:  # even a blank cell too many may mean that columns have shifted
            Spot(report, file, number).add("ragged_row", expected=width, found=len(cells))
            continue
        values = [number, *blank]
        for at, column, check, into in layout.cells:
            cell = cells[at].strip()
            try:
                if cell:
                    values[into] = check(cell)
                elif column.needed or column.required:
                    raise checks.Missing
            except checks.Remark as remark:
                values[into] = _remark(remark, cell, column, Spot(report, file, number), values[into])
        for pair in spec.pairs:
            _check_pair(cells, pair, layout, Spot(report, file, number))
        if values[1] and not layout.missing:
            yield spec.row(*values[:-1])


def _remark(remark: checks.Remark, cell: str, column: Column, spot: Spot, default: object) -> object:
    """Tell what is odd or wrong about a cell; the value that is taken all the same."""
    if isinstance(remark, checks.Missing):
        spot.add("value_missing" if column.needed else "value_missing_accepted", field=column.name)
        return default
    severity = column.severity if isinstance(remark, checks.Wrong) else None
    shown = _shown(cell, column)
    spot.add(remark.code, field=column.name, severity=severity, value=shown, **remark.params)
    return remark.value if isinstance(remark, checks.Odd) else default


def _shown(cell: str, column: Column) -> str:
    return "…" if column.secret else cell


def _check_pair(cells: list[str], pair: tuple[str, str], layout: _Layout, spot: Spot) -> None:
    """Two lists that belong together, item by item; an empty second one is left out often and harmlessly."""
    if not layout.at.keys() >= set(pair) or not cells[layout.at[pair[1]]].strip():
        return
    first, second = (cells[layout.at[name]].strip() for name in pair)
    if (first.count(",") if first else -1) != second.count(","):
        spot.add("lists_differ", field=pair[1], other=pair[0])


def _match_header(table: Table, spec: FileSpec, report: Report) -> _Layout:
    file = table.member.name
    at: dict[str, int] = {}
    by_lower = {column.name.lower(): column.name for column in spec.columns}
    for position, header in enumerate(table.header):
        name = _standard_name(header, by_lower, file, report)
        if name in at:
            report.add("duplicate_header", file=file, row=1, field=header)
        elif name:
            at[name] = position
    missing = _report_missing(at, spec, file, report)
    order = [at[column.name] for column in spec.columns if column.name in at]
    extra = [p for p, header in enumerate(table.header) if header.lower().startswith("metadata.")]
    if order != sorted(order) or (extra and order and min(extra) < max(order)):
        report.add("header_order", file=file, row=1)
    fields = {name: position for position, name in enumerate(spec.row._fields)}
    cells = [
        (at[c.name], c, c.check or checks.text, fields.get(c.into, -1))
        for c in spec.columns
        if c.name in at and (c.check or c.needed or c.required)
    ]
    return _Layout(len(table.header), at, cells, missing)


def _standard_name(header: str, by_lower: dict[str, str], file: str, report: Report) -> str:
    """The standard's name of a header cell; empty for a column that is not ours."""
    if not header:
        report.add("header_blank", file=file, row=1)
        return ""
    if header.lower().startswith("metadata."):
        return ""
    name = by_lower.get(header.lower()) or by_lower.get(_ALIASES.get(header.lower(), "").lower())
    if name is None:
        report.add("column_unknown", file=file, row=1, field=header)
        return ""
    if name != header:
        report.add("header_spelling", file=file, row=1, field=header, expected=name)
    return name


def _report_missing(at: dict[str, int], spec: FileSpec, file: str, report: Report) -> bool:
    missing = [column for column in spec.columns if column.name not in at]
    for column in missing:
        code = "column_missing" if column.needed or column.stands else "column_missing_accepted"
        report.add(code, file=file, row=1, field=column.name)
    return any(column.needed or column.stands for column in missing)
