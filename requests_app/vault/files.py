"""Files of people, sealed on the disk: written from a stream, read as a stream.

Each lies under a random name in the instance's folder of files (mode 0600) and is bound to its row,
its owner and the version of their key. The row is written once the file is whole on the disk; what
a crash leaves without a row is swept away later. Removing goes the other way round.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import time
import uuid
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction

from requests_app.safety.private_files import sync_folder
from requests_app.vault.cipher import Key, place
from requests_app.vault.errors import TooLarge, Unreadable
from requests_app.vault.keys import key_for_opening, key_for_sealing
from requests_app.vault.models import SealedFile
from requests_app.vault.stream import CHUNK, OpenedStream, seal_stream, version_of_stream

# What is older and has no row was left by a crash, not by somebody who is just writing.
LEFT_BEHIND_AFTER = 24 * 3600.0
_HEAD_BYTES = 64


def folder() -> Path:
    """Where the files lie; made if it is missing."""
    path = Path(settings.VAR_DIR) / "files"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def keep(
    owner_id: uuid.UUID,
    pieces: Iterable[bytes],
    *,
    name: str,
    content_type: str,
    reference: str = "",
    limit: int | None = None,
) -> SealedFile:
    """Seal what comes and keep it for this person; an uploaded file's `chunks()` is what to give.

    `name` is the original's and only data. Raises TooLarge past `limit` bytes; then, and after any
    other error, nothing is kept.
    """
    file = SealedFile(owner_id=owner_id, reference=reference, place=secrets.token_hex(16))
    digest = hashlib.sha256()
    file.size = 0

    def counted() -> Iterator[bytes]:
        for piece in pieces:
            file.size += len(piece)
            if limit is not None and file.size > limit:
                raise TooLarge(f"The file is larger than {limit} bytes.")
            digest.update(piece)
            yield piece

    _write(file, counted(), key_for_sealing(owner_id))
    file.about = {"name": name, "type": content_type, "sha256": digest.hexdigest()}
    try:
        file.save()
    except BaseException:
        _unlink(file.place)
        raise
    return file


def pieces_of(source: IO[bytes]) -> Iterator[bytes]:
    """What is left in an open file, in pieces."""
    while piece := source.read(CHUNK):
        yield piece


def opened(file: SealedFile) -> OpenedStream:
    """The content, to be read from any position; close it afterwards.

    Raises Unreadable when the file is missing, not as long as it was, or altered, and KeyMissing.
    """
    try:
        handle = _path(file.place).open("rb")
    except FileNotFoundError:
        # A change of keys may have moved it since the row was read.
        now_at = SealedFile.objects.for_owner(file.owner_id).filter(pk=file.pk)
        file.place = now_at.values_list("place", flat=True).first() or file.place
        try:
            handle = _path(file.place).open("rb")
        except FileNotFoundError:
            raise Unreadable("The content of a file is missing on the disk.") from None
    try:
        version = version_of_stream(handle.read(_HEAD_BYTES))
        key = key_for_opening(file.owner_id, version)
        stream = OpenedStream(handle, key, _where(file, version))
        if stream.size != file.size:
            raise Unreadable("A file on the disk is not as long as it was.")
    except BaseException:
        handle.close()
        raise
    return stream


def chunks(file: SealedFile) -> Iterator[bytes]:
    """The content in pieces, each authentic; raises what `opened` raises, even midway."""
    with opened(file) as stream:
        yield from stream.chunks()


def read(file: SealedFile) -> bytes:
    """The whole content."""
    with opened(file) as stream:
        return stream.read()


def remove(file: SealedFile) -> None:
    """Remove the row, and the content once that is certain."""
    with transaction.atomic():
        SealedFile.objects.for_owner(file.owner_id).filter(pk=file.pk).delete()
        unlink_on_commit([file.place])


def unlink_on_commit(places: Iterable[str]) -> None:
    """Remove the contents at these places once the present transaction stands."""
    for gone in places:
        transaction.on_commit(partial(_unlink, gone), robust=True)


def sealed_under(file: SealedFile) -> int:
    """The version of the key that opens the content; raises Unreadable."""
    with opened(file) as stream:
        return stream.version


def seal_anew(file: SealedFile, key: Key) -> None:
    """Seal the content under this key, in a new place; the old one is valid until the row says so.

    Raises Unreadable, with nothing changed, when the content does not open.
    """
    old = file.place
    fresh = SealedFile(pk=file.pk, owner_id=file.owner_id, place=secrets.token_hex(16))
    _write(fresh, chunks(file), key)
    with transaction.atomic():
        rows = SealedFile.objects.for_owner(file.owner_id).filter(pk=file.pk, place=old)
        moved = rows.update(place=fresh.place)
        unlink_on_commit([old if moved else fresh.place])
    file.place = fresh.place


def sweep(now: float | None = None) -> int:
    """Remove contents that no row knows and that a crash left behind; how many."""
    before = (now or time.time()) - LEFT_BEHIND_AFTER
    removed = 0
    for path in folder().glob("*/*"):
        try:
            old = path.stat().st_mtime < before
        except FileNotFoundError:
            continue
        if old and not SealedFile.objects.across_owners().filter(place=path.name).exists():
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _where(file: SealedFile, version: int) -> bytes:
    return place("sealed_file", file.pk, file.owner_id, version)


def _path(name: str) -> Path:
    return folder() / name[:2] / name


def _write(file: SealedFile, pieces: Iterable[bytes], key: Key) -> None:
    path = _path(file.place)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f"{path.name}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            for sealed in seal_stream(pieces, key, _where(file, key.version)):
                out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(path)
        sync_folder(path.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _unlink(name: str) -> None:
    with contextlib.suppress(OSError):
        _path(name).unlink(missing_ok=True)
