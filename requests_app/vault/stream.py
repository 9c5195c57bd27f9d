"""Data of any length, sealed in chunks: each is bound to its number, the last is marked as last.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over AES-256-GCM with a key of
the stream's own, derived from the person's by HKDF with a random salt. A chunk that is missing,
added, moved, or taken from another stream does not open.

Stored form: one byte format (2), two bytes key version, 32 bytes salt, then the chunks, each of
256 KiB (the last one shorter, or empty if there is no data) followed by its tag of 16 bytes.
"""

from __future__ import annotations

import io
import secrets
import struct
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from requests_app.vault.cipher import KEY_BYTES, Key
from requests_app.vault.errors import Unreadable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 256 * 1024
TAG = 16
FORMAT = 2
SALT_BYTES = 32
_HEAD = struct.Struct(f">BH{SALT_BYTES}s")
_ALTERED = (
    "A sealed file does not open: it was cut, lengthened, altered, moved, or sealed otherwise."
)


def sealed_size(size: int) -> int:
    """How many bytes so many bytes of data take when sealed."""
    return _HEAD.size + size + TAG * max(1, -(-size // CHUNK))


def plain_size(sealed: int) -> int:
    """The reverse of `sealed_size`; raises Unreadable for a length that no stream has."""
    body = sealed - _HEAD.size
    chunks = max(1, -(-body // (CHUNK + TAG)))
    size = body - TAG * chunks
    if size < 0 or sealed_size(size) != sealed:
        raise Unreadable(_ALTERED)
    return size


def _cipher(secret: bytes, salt: bytes) -> AESGCM:
    derived = HKDF(SHA256(), KEY_BYTES, salt, b"stream").derive(secret)
    return AESGCM(derived)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealer:
    """Seals what it is given piece by piece; `start`, `add` and `finish` give what to write."""

    def __init__(self, key: Key, where: bytes) -> None:
        self.start = _HEAD.pack(FORMAT, key.version, secrets.token_bytes(SALT_BYTES))
        self._cipher = _cipher(key.secret, self.start[-SALT_BYTES:])
        self._bound = self.start + where
        self._waiting = bytearray()
        self._number = 0

    def add(self, piece: bytes) -> bytes:
        """What can be sealed by now: whole chunks that are known not to be the last."""
        self._waiting += piece
        sealed = bytearray()
        while len(self._waiting) > CHUNK:
            sealed += self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return bytes(sealed)

    def finish(self) -> bytes:
        """The last chunk."""
        return self._seal(bytes(self._waiting), last=True)

    def _seal(self, chunk: bytes, *, last: bool) -> bytes:
        number, self._number = self._number, self._number + 1
        return self._cipher.encrypt(_nonce(number, last), chunk, self._bound)


def seal_stream(pieces: Iterable[bytes], key: Key, where: bytes) -> Iterator[bytes]:
    """The pieces, sealed for this place, as they come; holds little more than one chunk."""
    sealer = Sealer(key, where)
    yield sealer.start
    for piece in pieces:
        if sealed := sealer.add(piece):
            yield sealed
    yield sealer.finish()


def version_of_stream(head: bytes) -> int:
    """The version of the key that opens a stream with this beginning; raises Unreadable."""
    if len(head) < _HEAD.size or head[0] != FORMAT:
        raise Unreadable("This is not a sealed file of a known format.")
    return int(_HEAD.unpack_from(head)[1])


class OpenedStream(io.RawIOBase):
    """A sealed stream as a file to read from, at any position; what is given is authentic.

    Raises Unreadable as soon as a chunk is not what was sealed at its place, and at once when the
    length as a whole cannot be right. Closing it closes the file below.
    """

    def __init__(self, file: BinaryIO, key: Key, where: bytes) -> None:
        super().__init__()
        self._file = file
        self.size = plain_size(file.seek(0, io.SEEK_END))
        file.seek(0)
        self._head = file.read(_HEAD.size)
        self.version = version_of_stream(self._head)
        if self.version != key.version:
            raise Unreadable("A sealed file was sealed under another version of the key.")
        self._cipher = _cipher(key.secret, self._head[-SALT_BYTES:])
        self._where = where
        self._last = max(0, -(-self.size // CHUNK) - 1)
        self._at = 0
        self._number = -1
        self._chunk = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError("A position before the beginning.")
        self._at = start + offset
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        """So many bytes, fewer only at the end; all that is left without a number."""
        left = max(0, self.size - self._at)
        wanted = left if size is None or size < 0 else min(size, left)
        if not self.size:
            self._open(0)  # nothing to give, but that too must be authentic
        pieces = []
        while wanted:
            piece = self._piece(wanted)
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        piece = self.read(len(view))
        view[: len(piece)] = piece
        return len(piece)

    def _piece(self, most: int) -> bytes:
        number, offset = divmod(self._at, CHUNK)
        if number != self._number:
            self._chunk, self._number = self._open(number), number
        piece = self._chunk[offset : offset + most]
        self._at += len(piece)
        return piece

    def _open(self, number: int) -> bytes:
        self._file.seek(_HEAD.size + number * (CHUNK + TAG))
        sealed = self._file.read(CHUNK + TAG)
        try:
            return self._cipher.decrypt(
                _nonce(number, number == self._last), sealed, self._head + self._where
            )
        except InvalidTag:
            raise Unreadable(_ALTERED) from None

    def chunks(self) -> Iterator[bytes]:
        """All of the data from the present position, a chunk at a time."""
        while piece := self.read(CHUNK):
            yield piece

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
