"""Small rosters for tests: a clean one as tables, and ways to spoil it."""

import io
import zipfile
from functools import partial
from pathlib import PurePosixPath

from portal.demo.bundle import files
from portal.demo.people import District, make_district
from portal.demo.tables import Rows, tables
from roster.imports.archive import open_file
from roster.imports.run import Opener


def small_district(seed: int = 7, pupils: int = 12) -> District:
    return make_district(seed=seed, domain="small.example", schools=2, classes=4, pupils=pupils, subjects=1)


def small_tables(version: str = "1.2") -> dict[str, Rows]:
    return tables(small_district(), version)


def zipped(members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of any names and contents."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def bundle(
    all_rows: dict[str, Rows] | None = None, *, version: str = "1.2", **replaced: bytes | str
) -> bytes:
    """A ZIP of these tables (the small district's unless given), some files replaced: users_csv=b"..."."""
    members: dict[str, bytes | str] = dict(
        files(small_tables(version) if all_rows is None else all_rows, version=version)
    )
    for name, content in replaced.items():
        members[name.replace("_csv", ".csv")] = content
    return zipped(members)


def opener(data: bytes, name: str = "roster.zip") -> Opener:
    return partial(_open, data, PurePosixPath(name).name)


def _open(data: bytes, name: str, report):
    return open_file(io.BytesIO(data), name, report)
