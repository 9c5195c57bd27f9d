"""Looks for a word in files as somebody would who got hold of them: also behind usual encodings.

Undone, one inside the other, are base64 (both alphabets), zlib, gzip and raw deflate as in a ZIP
archive, the escapes of JSON, quoted-printable, percent-encoding, hexadecimal digits and UTF-16.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DEEPEST = 4
LARGEST = 64 * 1024 * 1024
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_LINES = re.compile(rb"(?:[A-Za-z0-9+/]{20,}\r?\n)+[A-Za-z0-9+/]*={0,2}")
_HEX = re.compile(rb"[0-9a-fA-F]{66,}")
_SAFE = bytes.maketrans(b"+/", b"-_")
# How zlib, gzip and ZIP begin in base64.
_PACKED = (b"eJ", b"eN", b"eA", b"eF", b"H4sI", b"UEsD")
_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00){6,}")
_ESCAPE = re.compile(rb"\\u([0-9a-fA-F]{4})")
_PERCENT = re.compile(rb"%([0-9a-fA-F]{2})")
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_GZIP = re.compile(rb"\x1f\x8b\x08")
_ZIP = re.compile(rb"PK\x03\x04")


@dataclass(frozen=True)
class Found:
    """Where the word stood, behind which encodings, and what stood around it."""

    file: str
    layers: tuple[str, ...]
    around: str


def in_folder(folder: Path, word: bytes) -> list[Found]:
    """Every place in every file below the folder."""
    found: list[Found] = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            found += in_file(path, word, str(path.relative_to(folder)))
    return found


def in_file(path: Path, word: bytes, name: str) -> list[Found]:
    """Every place in the file, and in its name."""
    found = list(_search(path.name.encode(), word, name, ()))
    try:
        content = path.read_bytes()
    except OSError:  # gone meanwhile, or a socket
        return found
    return found + list(_search(content, word, name, ()))


@cache
def _forms(word: bytes) -> tuple[tuple[str, bytes], ...]:
    """The word as it stands in base64, at each of three places within a group of it, and in hex."""
    encoded = [("hex", word.hex().encode())]
    for place in range(3):
        whole = base64.b64encode(b"\0" * place + word + b"\0" * ((-place - len(word)) % 3))
        # Without the characters that share bits with what stands before and after.
        inner = whole[(place * 8 + 5) // 6 : (place + len(word)) * 8 // 6]
        encoded += [("base64", inner), ("base64", inner.translate(_SAFE))]
    return tuple(encoded)


def _search(data: bytes, word: bytes, name: str, layers: tuple[str, ...]) -> Iterator[Found]:
    plain = data.lower()
    for layer, form in (("", word), *_forms(word)):
        at = (data if layer == "base64" else plain).find(form)
        if at >= 0:
            found = (*layers, layer) if layer else layers
            yield Found(name, found, repr(data[max(0, at - 40) : at + 60]))
    if len(layers) >= DEEPEST:
        return
    for layer, inner in _undone(data):
        yield from _search(inner, word, name, (*layers, layer))


def _worth_it(run: bytes) -> bool:
    """Whether it can be more than a word or a number: long, or begins like something packed."""
    return len(run) >= 64 or any(mark in run for mark in _PACKED)


def _undone(data: bytes) -> Iterator[tuple[str, bytes]]:
    lines = [re.sub(rb"\s", b"", run) for run in _LINES.findall(data)]
    for run in [*filter(_worth_it, _BASE64.findall(data)), *lines]:
        plain = run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        for cut in range(4):  # a run may begin with a letter that is not part of it
            piece = plain[cut:]
            piece = piece[: len(piece) - (len(piece) % 4 == 1)]
            try:
                yield "base64", base64.b64decode(piece + b"=" * (-len(piece) % 4))
            except (binascii.Error, ValueError):
                continue
    for marks, bits, skip in ((_ZLIB, 15, 0), (_GZIP, 31, 0), (_ZIP, -15, None)):
        for mark in marks.finditer(data):
            if inner := _inflated(data, mark.start(), bits, skip):
                yield "deflate", inner
    if _ESCAPE.search(data):
        yield "json", _ESCAPE.sub(lambda m: chr(int(m[1], 16)).encode("utf-8", "replace"), data)
    if b"=\n" in data or re.search(rb"=[0-9A-F]{2}", data):
        yield "quoted-printable", quopri.decodestring(data)
    if _PERCENT.search(data):
        yield "percent", _PERCENT.sub(lambda m: bytes([int(m[1], 16)]), data)
    for run in _HEX.findall(data):
        for cut in (run, run[1:]):
            yield "hex", binascii.unhexlify(cut[: len(cut) - len(cut) % 2])
    for run in _WIDE.findall(data):
        yield "utf-16", run.replace(b"\0", b"")


def _inflated(data: bytes, at: int, bits: int, skip: int | None) -> bytes:
    if skip is None:  # a member of a ZIP archive: its head, name and extra field come first
        head = data[at : at + 30]
        if len(head) < 30:
            return b""
        at += 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    machine = zlib.decompressobj(bits)
    out = b""
    # Piece by piece, so that what comes out before a break is looked at too.
    for begin in range(at, min(len(data), at + LARGEST), 4096):
        try:
            out += machine.decompress(data[begin : begin + 4096], LARGEST)
        except zlib.error:
            break
        if machine.eof or len(out) > LARGEST:
            break
    return out
