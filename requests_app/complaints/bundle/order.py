"""What a bundle is made from, and the form in which it crosses to the child process."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = ("pdf", "image", "mail", "text", "other")

_HEAD = struct.Struct(">I")
# What could not stand in a file name, or would turn it round.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One exhibit: what it is called, the day it is of (as words, "" for none), its original.

    `kind` is one of KINDS and says how it is shown; `name` is the original's own file name.
    """

    title: str
    on: str
    kind: str
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The SHA-256 of the original, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Order:
    """A bundle to be made: all its words, in its language, and all its contents.

    `cover` and `chronology` are rows of label and text; `notes` stand below the cover's rows.
    `complaint` and `working_copy` are PDFs of ours ("" bytes: none).
    """

    language: str
    title: str
    cover: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    chronology: tuple[tuple[str, str], ...]
    complaint: bytes
    working_copy: bytes
    exhibits: tuple[Exhibit, ...]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """How an exhibit came out: its pages, the page of the bundle it begins on, and the reason's
    code when its original could not be shown ("" when it could)."""

    number: int
    pages: int
    first_page: int
    trouble: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """The finished PDF, its number of pages, and how each exhibit came out."""

    pdf: bytes
    pages: int
    exhibits: tuple[Shown, ...]


def attachment_name(number: int, name: str, word: str) -> str:
    """What the original is called inside the bundle: "Exhibit 03 - reply.eml"."""
    safe = _NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", name)).strip(" .") or "original"
    if len(safe) > 120:
        stem, dot, ending = safe.rpartition(".")
        safe = f"{stem[:100]}{dot}{ending[:15]}" if dot else safe[:120]
    return f"{word} {number:02d} - {safe}"


def pack(order: Order) -> bytes:
    """The order as bytes: a JSON head, then every content in its place."""
    blobs = [order.complaint, order.working_copy, *(one.content for one in order.exhibits)]
    head: dict[str, Any] = {
        "language": order.language,
        "title": order.title,
        "cover": order.cover,
        "notes": order.notes,
        "chronology": order.chronology,
        "words": dict(order.words),
        "exhibits": [
            {name: value for name, value in asdict(one).items() if name != "content"}
            for one in order.exhibits
        ],
        "lengths": [len(blob) for blob in blobs],
    }
    words = json.dumps(head).encode()
    return b"".join((_HEAD.pack(len(words)), words, *blobs))


def unpack(data: bytes) -> Order:
    """The order that `pack` wrote."""
    view = memoryview(data)
    (size,) = _HEAD.unpack(view[: _HEAD.size])
    at = _HEAD.size + size
    head = json.loads(bytes(view[_HEAD.size : at]))
    blobs = []
    for length in head["lengths"]:
        blobs.append(bytes(view[at : at + length]))
        at += length
    return Order(
        language=head["language"],
        title=head["title"],
        cover=tuple((label, text) for label, text in head["cover"]),
        notes=tuple(head["notes"]),
        chronology=tuple((day, text) for day, text in head["chronology"]),
        complaint=blobs[0],
        working_copy=blobs[1],
        exhibits=tuple(
            Exhibit(content=blob, **one)
            for one, blob in zip(head["exhibits"], blobs[2:], strict=True)
        ),
        words=head["words"],
    )
