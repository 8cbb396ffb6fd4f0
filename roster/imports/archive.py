"""Opening what was uploaded, and trusting none of it.

A ZIP, a single CSV or (on the command line) a folder becomes a `Package` of named members that are
read as streams. Nothing is ever unpacked to disk, no name from inside an archive is used as a path,
and every limit is checked before the first byte is inflated (SECURITY: import bombs).
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from roster.imports.report import Report

MAX_PACKED = 64 * 2**20
MAX_UNPACKED = 512 * 2**20
MAX_RATIO = 100
MAX_MEMBERS = 40
# The list of members is read at once, so its size is limited before it is read.
MAX_DIRECTORY = 256 * 2**10

_END_RECORD, _ZIP64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
# gzip, 7z, RAR, PDF, old Office documents
_OTHER_FORMATS = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"%PDF", b"\xd0\xcf\x11\xe0")
_HELPERS = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


class Unreadable(Exception):
    """The package cannot be read at all. `code` and `params` make its finding."""

    def __init__(self, code: str, *, file: str = "", row: int | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code, self.file, self.row, self.params = code, file, row, params

    def tell(self, report: Report) -> None:
        report.add(self.code, file=self.file, row=self.row, **self.params)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package; `open` may be called more than once."""

    name: str
    size: int
    open: Callable[[], BinaryIO]

    @property
    def key(self) -> str:
        return self.name.lower()


def open_file(stream: BinaryIO, name: str, report: Report) -> list[Member]:
    """The members of an uploaded file: those of a ZIP, or the file itself when it is text.

    stream: seekable, at most MAX_PACKED. Raises Unreadable.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    head = stream.read(4096)
    if size == 0:
        raise Unreadable("file_empty", file=name)
    if size > MAX_PACKED:
        raise Unreadable("too_large", limit=MAX_PACKED // 2**20)
    if head.startswith((b"PK\x03\x04", _END_RECORD)):
        return _zip_members(stream, size, report)
    if _is_binary(head):
        raise Unreadable("not_a_zip")
    return [Member(PurePosixPath(name).name, size, lambda: _rewound(stream))]


def open_folder(folder: Path, report: Report) -> list[Member]:
    """The members of a folder: its plain files; links and folders inside are not followed."""
    paths = [path for path in sorted(folder.iterdir()) if path.is_file() and not path.is_symlink()]
    members = [Member(path.name, path.stat().st_size, partial(_open, path)) for path in paths]
    _refuse_excess(len(members), sum(member.size for member in members))
    return _kept(members, report)


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _is_binary(head: bytes) -> bool:
    """Other archives and documents. A few stray NULs are a text's fault, and reported with their row."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or not any(head[1:64:2]) or not any(head[0:64:2]):
        return False  # UTF-16
    return head.startswith(_OTHER_FORMATS) or head.count(b"\0") > 16


def _rewound(stream: BinaryIO) -> BinaryIO:
    stream.seek(0)
    return io.BufferedReader(_Unclosed(stream))


class _Unclosed(io.RawIOBase):
    """A view of the upload whose closing leaves the upload open, so that it can be read again."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _zip_members(stream: BinaryIO, size: int, report: Report) -> list[Member]:
    _check_directory(stream, size)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable("zip_damaged") from error
    infos = [info for info in archive.infolist() if not info.is_dir()]
    for info in infos:
        _check_entry(info)
    unpacked = sum(info.file_size for info in infos)
    kept = [info for info in infos if not _is_helper(info.filename)]
    _refuse_excess(len(kept), unpacked)
    if unpacked > MAX_RATIO * size:
        raise Unreadable("zip_ratio", limit=MAX_RATIO)
    if any(info.filename.startswith("xl/") for info in infos):
        raise Unreadable("spreadsheet")
    _check_folders(kept, report)
    if len(kept) < len(infos):
        report.add("helper_files_ignored")
    return _kept([_zip_member(archive, info) for info in kept], report)


def _check_directory(stream: BinaryIO, size: int) -> None:
    """Refuse a huge list of members before `zipfile` reads it into memory."""
    tail_size = min(size, 65_557)
    stream.seek(size - tail_size)
    tail = stream.read(tail_size)
    stream.seek(0)
    end = tail.rfind(_END_RECORD)
    if end < 0 or end + 22 > len(tail):
        raise Unreadable("zip_damaged")
    if _ZIP64_LOCATOR in tail[max(0, end - 20) : end]:
        raise Unreadable("zip_damaged")  # only archives far above our limits need this form
    if int.from_bytes(tail[end + 12 : end + 16], "little") > MAX_DIRECTORY:
        raise Unreadable("too_many_members", limit=MAX_MEMBERS)


def _check_entry(info: zipfile.ZipInfo) -> None:
    name = info.filename.replace("\\", "/")
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or (len(name) > 1 and name[1] == ":"):
        raise Unreadable("zip_path", file=name)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Unreadable("zip_link", file=name)
    if info.flag_bits & 0x1:
        raise Unreadable("zip_encrypted", file=name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("zip_method", file=name)


def _refuse_excess(members: int, unpacked: int) -> None:
    if members > MAX_MEMBERS:
        raise Unreadable("too_many_members", limit=MAX_MEMBERS)
    if unpacked > MAX_UNPACKED:
        raise Unreadable("zip_unpacked", limit=MAX_UNPACKED // 2**20)


def _check_folders(infos: Iterable[zipfile.ZipInfo], report: Report) -> None:
    folders = {str(PurePosixPath(info.filename.replace("\\", "/")).parent) for info in infos}
    if len(folders) > 1 or any("/" in folder for folder in folders):
        raise Unreadable("zip_folders")
    if folders - {"."}:
        report.add("enclosing_folder", folder=next(iter(folders)))


def _is_helper(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part in _HELPERS or part.startswith("._") for part in parts)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    name = PurePosixPath(info.filename.replace("\\", "/")).name
    return Member(name, info.file_size, lambda: io.BufferedReader(_Inflated(archive, info, name), 2**17))


class _Inflated(io.RawIOBase):
    """A member while it is unpacked; damage found on the way is told in our words."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> None:
        self._name = name
        self._source = self._guard(lambda: archive.open(info))

    def _guard(self, read):
        try:
            return read()
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise Unreadable("zip_damaged", file=self._name) from error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        data = self._guard(lambda: self._source.read(len(buffer)))
        buffer[: len(data)] = data
        return len(data)


def _kept(members: list[Member], report: Report) -> list[Member]:
    """The CSV files among the members. A name that comes twice is refused; other files are ignored."""
    seen: set[str] = set()
    for member in members:
        if member.key in seen:
            raise Unreadable("duplicate_member", file=member.name)
        seen.add(member.key)
        if not member.key.endswith((".csv", ".txt", ".tsv")):
            report.add("not_a_csv_ignored", file=member.name)
    return [member for member in members if member.key.endswith((".csv", ".txt", ".tsv"))]
