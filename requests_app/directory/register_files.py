"""The files of a register: a folder, a .zip or a .tar.gz, read within bounds.

Nothing is unpacked to disk and no link is followed; an archive that holds more than the bounds
allow is given up as a whole, a file that is too large is refused by name.
"""

from __future__ import annotations

import gzip
import os
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple, cast

LARGEST_FILE = 64 * 1024
LARGEST_TOTAL = 200 * 1024 * 1024
MOST_FILES = 50_000

KINDS = {
    "companies": "company",
    "supervisory-authorities": "authority",
    "obsolete-records": "obsolete",
}
"""Folders of the register by the kind of record they hold; other files are passed over."""


class UnreadableSet(ValueError):
    """The folder or archive cannot be read as a register; the message says why."""


class Found(NamedTuple):
    """A file of the register: its kind, name, and content or the reason it is refused."""

    kind: str
    name: str
    slug: str
    content: bytes
    refusal: str


def read_set(path: Path) -> Iterator[Found]:
    """The records' files of a folder or archive, in no order; raises :class:`UnreadableSet`."""
    if path.is_dir():
        yield from _folder(path)
    elif path.is_file():
        _totalled(path.stat().st_size, 0)
        try:
            yield from _zip(path) if zipfile.is_zipfile(path) else _tar(path)
        except (tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error) as trouble:
            raise UnreadableSet(f"{path.name} is damaged: {trouble}") from trouble
        except (gzip.BadGzipFile, NotImplementedError, RuntimeError) as trouble:
            raise UnreadableSet(
                f"{path.name} is no .zip or .tar.gz that can be read: {trouble}"
            ) from trouble
    else:
        raise UnreadableSet(f"{path} is neither a folder nor a file")


def licence_of(text: bytes) -> str:
    """The licence that a LICENSE file states, as far as it is one we know; "" otherwise."""
    words = b" ".join(text[:LARGEST_FILE].split()).lower()
    return "CC0-1.0" if b"cc0 1.0 universal" in words or b"cc0-1.0" in words else ""


def _kind(name: str, root: str) -> tuple[str, str] | None:
    """Kind and slug of a record's file by its path, or None for any other file."""
    parts = PurePosixPath(name).parts
    if parts and parts[-1] == "LICENSE" and len(parts) <= 2:
        return ("licence", "")
    folder = parts[-2] if len(parts) > 1 else root
    if not parts or not parts[-1].endswith(".json") or folder not in KINDS:
        return None
    return KINDS[folder], parts[-1].removesuffix(".json")


def _folder(path: Path) -> Iterator[Found]:
    count = 0
    for place, folders, files in os.walk(path, followlinks=False):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in sorted(files):
            full = Path(place) / file
            name = full.relative_to(path).as_posix()
            kind = _kind(name, path.resolve().name)
            if kind is None:
                continue
            count = _counted(count)
            if full.is_symlink() or not full.is_file():
                yield Found(*_labels(kind, name), b"", "is a link or no plain file")
            else:
                with full.open("rb") as stream:
                    yield _bounded(kind, name, stream)


def _zip(path: Path) -> Iterator[Found]:
    count = total = 0
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            kind = None if entry.is_dir() else _kind(entry.filename, "")
            if kind is None:
                continue
            count = _counted(count)
            if _leaves(entry.filename):
                yield Found(
                    *_labels(kind, entry.filename), b"", "has a name that leaves the archive"
                )
                continue
            with archive.open(entry) as stream:
                found = _bounded(kind, entry.filename, stream)
            total = _totalled(total, len(found.content))
            yield found


def _tar(path: Path) -> Iterator[Found]:
    count = 0
    with (
        path.open("rb") as raw,
        gzip.GzipFile(fileobj=raw) as unpacked,
        tarfile.open(fileobj=cast(IO[bytes], _Bounded(unpacked)), mode="r|") as archive,
    ):
        for entry in archive:
            count = _counted(count)
            kind = _kind(entry.name, "")
            if kind is None or entry.isdir():
                continue
            stream = archive.extractfile(entry) if entry.isreg() else None
            if stream is None:
                yield Found(*_labels(kind, entry.name), b"", "is a link or no plain file")
            elif _leaves(entry.name):
                yield Found(*_labels(kind, entry.name), b"", "has a name that leaves the archive")
            else:
                yield _bounded(kind, entry.name, stream)


class _Bounded:
    """A stream that gives up after the bound: a small archive can hold endless zeros."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size if size >= 0 else LARGEST_TOTAL + 1)
        self._read = _totalled(self._read, len(data))
        return data


def _bounded(kind: tuple[str, str], name: str, stream: IO[bytes]) -> Found:
    content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        return Found(*_labels(kind, name), b"", f"is larger than {LARGEST_FILE // 1024} kB")
    return Found(*_labels(kind, name), content, "")


def _labels(kind: tuple[str, str], name: str) -> tuple[str, str, str]:
    shown = "".join(letter if letter.isprintable() else "?" for letter in name)
    return kind[0], shown[-120:], kind[1]


def _leaves(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts


def _counted(count: int) -> int:
    if count >= MOST_FILES:
        raise UnreadableSet(f"the set holds more than {MOST_FILES} files")
    return count + 1


def _totalled(total: int, more: int) -> int:
    if total + more > LARGEST_TOTAL:
        raise UnreadableSet(f"the set unpacks to more than {LARGEST_TOTAL // 1024 // 1024} MB")
    return total + more
