"""A sealed scratch file: what is too large for memory and must not stand on the disk in the clear.

The key exists in this process alone. The file has no name and is gone with the process.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from requests_app.vault.cipher import Key
from requests_app.vault.stream import OpenedStream, Sealer

_WHERE = b"scratch"


class Scratch:
    """Takes data piece by piece; `opened` gives all of it back as a file to read from."""

    def __init__(self) -> None:
        self._key = Key.new(version=0)
        self._sealer = Sealer(self._key, _WHERE)
        # Not below /tmp, which in a container may be memory. Closed by whoever gets it from
        # `opened`, or with this object.
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=settings.VAR_DIR)  # noqa: SIM115
        self._file.write(self._sealer.start)

    def add(self, piece: bytes) -> None:
        """Keep a further piece."""
        self._file.write(self._sealer.add(piece))

    def opened(self) -> OpenedStream:
        """All that was kept; nothing can be added any more."""
        self._file.write(self._sealer.finish())
        return OpenedStream(cast(BinaryIO, self._file), self._key, _WHERE)


def keep(pieces: Iterable[bytes]) -> OpenedStream:
    """The pieces as a file to read from, kept sealed until it is closed."""
    scratch = Scratch()
    for piece in pieces:
        scratch.add(piece)
    return scratch.opened()


class SealedUploadHandler(FileUploadHandler):
    """Takes the place of Django's temporary files, which hold an upload in the clear."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 (Django's own name)
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > settings.LARGEST_UPLOAD:
            raise RequestDataTooBig("More was sent than any form of this site takes.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._scratch = Scratch()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._scratch.add(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        # The stream is read through Django's File, which asks no more of it than to be a file.
        return UploadedFile(
            file=cast(Any, self._scratch.opened()),
            name=self.file_name,
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
