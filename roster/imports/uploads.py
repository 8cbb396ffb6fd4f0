"""An uploaded file between the page that received it and the worker that reads it.

Web and worker share no disk, and a roster names children: the file lies in the database as sealed pieces of
one megabyte, each opening only in its own place, and is read back as a stream.
"""

import io
from typing import BinaryIO, cast

from roster.imports.archive import Member, Unreadable, open_file
from roster.imports.report import Report
from roster.models import ImportRun, UploadChunk
from schools.envelope import Unsealable, seal, unseal

CHUNK = 2**20


def store(run: ImportRun, stream: BinaryIO) -> None:
    """Seal a file piece by piece, in the caller's transaction."""
    for position, piece in enumerate(iter(lambda: stream.read(CHUNK), b"")):
        sealed = seal(piece, bound_to=_place(run, position))
        UploadChunk.objects.create(run=run, position=position, sealed=sealed)


def open_upload(run: ImportRun, report: Report) -> list[Member]:
    """The members of the stored file. Raises Unreadable, also where the file has been wiped."""
    stream = io.BufferedReader(_StoredFile(run), CHUNK)
    return open_file(cast(BinaryIO, stream), run.file_name, report)


def _place(run: ImportRun, position: int) -> str:
    return f"upload:{run.district_id}:{run.pk}:{position}"


class _StoredFile(io.RawIOBase):
    """Reads the pieces on demand and keeps the last one open: constant memory for any size."""

    def __init__(self, run: ImportRun) -> None:
        self._run = run
        self._at = 0
        self._position, self._piece = -1, b""
        pieces = UploadChunk.objects.filter(run=run).count()
        if not pieces:
            raise Unreadable("upload_wiped")
        self._size = (pieces - 1) * CHUNK + len(self._open(pieces - 1))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer) -> int:
        if self._at >= self._size:
            return 0
        start = self._at % CHUNK
        data = self._open(self._at // CHUNK)[start : start + len(buffer)]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _open(self, position: int) -> bytes:
        if position != self._position:
            chunk = UploadChunk.objects.filter(run=self._run, position=position).first()
            if chunk is None:
                raise Unreadable("upload_wiped")
            try:
                self._piece = unseal(chunk.sealed, bound_to=_place(self._run, position))
            except Unsealable as error:
                raise Unreadable("upload_unreadable") from error
            self._position = position
        return self._piece
