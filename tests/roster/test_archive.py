"""What is uploaded is not trusted: names, sizes, links, folders, damage. No database."""

import io
import stat
import struct
import zipfile

import pytest

from portal.demo.bundle import Habit, write_zip
from roster.imports.archive import MAX_UNPACKED, Unreadable, open_file, open_folder
from roster.imports.report import Report
from tests.roster.bundles import small_district, zipped

CSV = "sourcedId\n1\n"


def opened(data: bytes, name: str = "roster.zip") -> tuple[list, Report]:
    report = Report()
    return open_file(io.BytesIO(data), name, report), report


def entry(name: str, **facts) -> bytes:
    """A ZIP of one entry with some of its header's fields changed."""
    info = zipfile.ZipInfo(name)
    for field, value in facts.items():
        setattr(info, field, value)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, CSV)
    return buffer.getvalue()


def encrypted() -> bytes:
    data = bytearray(zipped({"users.csv": CSV}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def claims_to_unpack_to(size: int) -> bytes:
    data = bytearray(zipped({"users.csv": CSV * 5000}))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, size)
    return bytes(data)


def huge_directory() -> bytes:
    data = bytearray(zipped({"users.csv": CSV}))
    struct.pack_into("<I", data, data.rindex(b"PK\x05\x06") + 12, 60_000_000)
    return bytes(data)


REFUSED = {
    "no zip and no text": (b"\x7fELF\x02\x01\x01" + bytes(200), "not_a_zip"),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(range(1, 30)) * 20, "not_a_zip"),
    "tar called csv": (b"users.csv" + bytes(91) + b"0000644\0" * 8 + bytes(400), "not_a_zip"),
    "nothing": (b"", "file_empty"),
    "half a zip": (zipped({"users.csv": CSV * 500})[:-60], "zip_damaged"),
    "end record only": (b"PK\x05\x06" + b"\xff" * 10, "zip_damaged"),
    "directory of 60 MB": (huge_directory(), "too_many_members"),
    "parent folder": (entry("../users.csv"), "zip_path"),
    "deep parent folder": (entry("a/../../users.csv"), "zip_path"),
    "backslashes": (entry("..\\users.csv"), "zip_path"),
    "absolute": (entry("/etc/users.csv"), "zip_path"),
    "drive letter": (entry("C:users.csv"), "zip_path"),
    "link": (entry("users.csv", create_system=3, external_attr=(stat.S_IFLNK | 0o777) << 16), "zip_link"),
    "encrypted": (encrypted(), "zip_encrypted"),
    "lzma": (zipped({"users.csv": CSV}, zipfile.ZIP_LZMA), "zip_method"),
    "bzip2": (zipped({"users.csv": CSV}, zipfile.ZIP_BZIP2), "zip_method"),
    "41 files": (zipped({f"f{n}.csv": CSV for n in range(41)}), "too_many_members"),
    "the same file twice": (zipped({"users.csv": CSV, "Users.CSV": CSV}), "duplicate_member"),
    "two folders": (zipped({"a/users.csv": CSV, "b/orgs.csv": CSV}), "zip_folders"),
    "folder in folder": (zipped({"a/b/users.csv": CSV}), "zip_folders"),
    "bomb by ratio": (zipped({"users.csv": "a" * 30_000_000}), "zip_ratio"),
    "bomb by size": (claims_to_unpack_to(MAX_UNPACKED + 1), "zip_unpacked"),
    "workbook": (zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}), "spreadsheet"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_as_a_whole(case):
    data, code = REFUSED[case]
    with pytest.raises(Unreadable) as refusal:
        opened(data)
    assert refusal.value.code == code


def test_bytes_damaged_inside_a_member_are_told_with_its_name():
    rows = "".join(f"{n},{n * 7919}\n" for n in range(5000))
    data = bytearray(zipped({"users.csv": rows}))
    data[len(data) // 2] ^= 0xFF
    members, _ = opened(bytes(data))
    with pytest.raises(Unreadable) as refusal:
        members[0].open().read()
    assert (refusal.value.code, refusal.value.file) == ("zip_damaged", "users.csv")


def test_an_unpacked_member_never_exceeds_what_was_claimed():
    """The claim was within the limits: what comes after it is not read."""
    data = bytearray(zipped({"users.csv": CSV * 5000}))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 100)
    members, _ = opened(bytes(data))
    with pytest.raises(Unreadable):  # the checksum is of more
        members[0].open().read()


def test_one_enclosing_folder_and_what_macos_adds_are_borne_and_said():
    data = write_zip(small_district(), habits=[Habit.FOLDER, Habit.MACOS])
    members, report = opened(data)
    assert {member.name for member in members} >= {"users.csv", "manifest.csv"}
    assert set(report.counts) == {"enclosing_folder", "helper_files_ignored"}


def test_names_become_no_paths(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    members, _ = opened(zipped({"users.csv": CSV}))
    assert members[0].open().read().decode() == CSV
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_read_without_following_links(tmp_path):
    (tmp_path / "users.csv").write_text(CSV)
    (tmp_path / "orgs.csv").symlink_to("/etc/passwd")
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    report = Report()
    assert [member.name for member in open_folder(tmp_path, report)] == ["users.csv"]
    assert report.counts == {"not_a_csv_ignored": 1}


def test_a_member_is_streamed_not_held(monkeypatch):
    """40 MB of roster are read in pieces."""
    row = "".join(f"{n},given name {n},family name {n * 7919}\n" for n in range(20_000))
    members, _ = opened(zipped({"users.csv": row * 40}))
    with members[0].open() as stream:
        assert len(stream.read(1000)) == 1000
