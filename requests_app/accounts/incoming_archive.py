"""The archive that somebody hands in: opened and read within bounds, never unpacked to the disk."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any, cast

from django.conf import settings
from django.utils.translation import gettext as _

from requests_app.accounts.archive import DATA
from requests_app.safety.plain_data import Misfit
from requests_app.vault.stream import CHUNK

# Bytes of a form beside the file in it.
_FORM = 2 * 1024 * 1024
# A letter takes some 14 kB of data.json, with its case: so this is 2,500 letters and more. Text as
# long as this, with a character of four bytes in it, still leaves the process below 512 MB.
LARGEST_DATA = 40 * 1024 * 1024
# Brackets, commas and colons: each may become an object of up to 64 bytes, and of 128 when it is
# read. An export has one in 27 bytes or fewer, and so more than enough of them here.
MOST_PARTS = 1_500_000
_PARTS = (b"[", b"{", b",", b":")
MOST_MEMBERS = 20_000
# What the list of members may take: 46 bytes and its path (`own_data._path`) for each.
LARGEST_DIRECTORY = MOST_MEMBERS * 150
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# What Python's reader raises over an archive that is none, or that was made to confuse it.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    OSError, ValueError,
)  # fmt: skip


class ArchiveRefused(ValueError):
    """The archive cannot be taken over, or not all of it; the message is one or two sentences."""


def largest_archive() -> int:
    """Bytes that an archive may have: the files of a full account and all that comes with them."""
    return int(settings.LARGEST_UPLOAD) - _FORM


class Archive:
    """A ZIP archive from a stranger."""

    def __init__(self, source: IO[bytes]) -> None:
        """Read the list of its members; raises Misfit, or ArchiveRefused if it is no archive."""
        try:
            self._zip = zipfile.ZipFile(cast("IO[bytes]", _Sparing(source)))
        except Misfit:
            raise
        except _BROKEN as error:
            raise _not_whole() from error
        self._members = _members(self._zip)

    def size(self, name: str) -> int:
        """How long the member claims to be, in bytes; raises Misfit if there is none."""
        return self._member(name).file_size

    def pieces(self, name: str, limit: int) -> Iterator[bytes]:
        """The member's content; what its head claims of its length is not believed."""
        member = self._member(name)
        if member.file_size > limit:
            raise Misfit(name, _("it is too large."))
        size = 0
        try:
            with self._zip.open(member) as content:
                while piece := content.read(CHUNK):
                    size += len(piece)
                    if size > limit:
                        raise Misfit(name, _("it is too large."))
                    yield piece
        except Misfit:
            raise
        except _BROKEN as error:
            raise _not_whole() from error

    def content(self, name: str, limit: int) -> bytes:
        """All of it."""
        return b"".join(self.pieces(name, limit))

    def data(self) -> Any:
        """What data.json says. Refused before it is parsed if that would take too much memory."""
        content, parts = bytearray(), 0
        for piece in self.pieces(DATA, LARGEST_DATA):
            parts += sum(map(piece.count, _PARTS))
            if parts > MOST_PARTS:
                raise Misfit(DATA, _("it is too large."))
            content += piece
        try:
            text = content.decode("utf-8")
            content.clear()
            return json.loads(text, object_pairs_hook=_once)
        except Misfit:
            raise
        except (ValueError, RecursionError):
            raise Misfit(DATA, _("it is not readable JSON.")) from None

    def _member(self, name: str) -> zipfile.ZipInfo:
        try:
            return self._members[name]
        except KeyError:
            raise Misfit(name, _("this is missing in the archive.")) from None


class _Sparing:
    """The file below, which gives no more at once than the list of members may take.

    Python's reader asks for the whole list, however long the end record says that it is, and makes
    an object of each entry before anybody could count them.
    """

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source

    def read(self, size: int = -1) -> bytes:
        most = LARGEST_DIRECTORY + 1
        piece = self._source.read(most if size < 0 else min(size, most))
        if len(piece) == most:
            raise _too_many()
        return piece

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)


def _not_whole() -> ArchiveRefused:
    return ArchiveRefused(_("This file is not a whole ZIP archive."))


def _too_many() -> Misfit:
    return Misfit("", _("The archive holds more than %(most)s files.") % {"most": MOST_MEMBERS})


def _members(packed: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    if len(packed.infolist()) > MOST_MEMBERS:
        raise _too_many()
    members: dict[str, zipfile.ZipInfo] = {}
    for member in packed.infolist():
        if member.filename in members:
            raise Misfit(_name(member), _("it is in the archive twice."))
        if member.flag_bits & 0x1 or member.compress_type not in _METHODS:
            raise Misfit(_name(member), _("it is encrypted or packed in an unknown way."))
        members[member.filename] = member
    return members


def _name(member: zipfile.ZipInfo) -> str:
    return "".join(char if char.isprintable() else "?" for char in member.filename[:80])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Misfit(DATA, _("a name is there twice in one object."))
    return found
