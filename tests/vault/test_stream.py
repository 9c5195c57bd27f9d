"""A large file is sealed in chunks, and any change to them is found."""

from __future__ import annotations

import io
import os

import pytest

from requests_app.vault.cipher import Key
from requests_app.vault.errors import Unreadable
from requests_app.vault.scratch import keep
from requests_app.vault.stream import (
    CHUNK,
    TAG,
    OpenedStream,
    plain_size,
    seal_stream,
    sealed_size,
)

KEY = Key.new(7)
HEAD = sealed_size(0) - TAG
PLACE = b"a place"


def sealed(data: bytes, key: Key = KEY, where: bytes = PLACE) -> bytes:
    pieces = [data[at : at + 70_000] for at in range(0, len(data), 70_000)]
    return b"".join(seal_stream(pieces, key, where))


def opened(stored: bytes, key: Key = KEY, where: bytes = PLACE) -> bytes:
    with OpenedStream(io.BytesIO(stored), key, where) as stream:
        return b"".join(stream.chunks())


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 1024 * 1024 + 1, 5 * CHUNK + 17]
)
def test_what_was_sealed_comes_back_whatever_its_length(size: int) -> None:
    data = os.urandom(size)
    stored = sealed(data)
    assert opened(stored) == data
    assert (len(stored), plain_size(len(stored))) == (sealed_size(size), size)


def test_the_content_is_not_in_what_is_stored() -> None:
    assert b"a sentence of mine" not in sealed(b"a sentence of mine" * 20_000)


def test_the_same_content_is_never_stored_the_same() -> None:
    assert sealed(b"x") != sealed(b"x")


def test_any_part_can_be_read_alone() -> None:
    data = os.urandom(3 * CHUNK + 5)
    stream = OpenedStream(io.BytesIO(sealed(data)), KEY, PLACE)
    for at, length in [(0, 10), (CHUNK - 3, 6), (2 * CHUNK, CHUNK + 100), (len(data) - 4, 99)]:
        stream.seek(at)
        assert stream.read(length) == data[at : at + length]
    assert stream.seek(-5, io.SEEK_END) == len(data) - 5
    assert stream.read() == data[-5:]


def chunk(stored: bytes, number: int) -> bytes:
    at = HEAD + number * (CHUNK + TAG)
    return stored[at : at + CHUNK + TAG]


DATA = os.urandom(3 * CHUNK + 100)


def _swapped(stored: bytes) -> bytes:
    return stored[:HEAD] + chunk(stored, 1) + chunk(stored, 0) + stored[HEAD + 2 * (CHUNK + TAG) :]


def _flipped(stored: bytes) -> bytes:
    at = HEAD + CHUNK + TAG + 50
    return stored[:at] + bytes([stored[at] ^ 1]) + stored[at + 1 :]


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("cut between two chunks", lambda s: s[: HEAD + 2 * (CHUNK + TAG)]),
        ("cut within a chunk", lambda s: s[:-20]),
        ("cut within the head", lambda s: s[:20]),
        ("empty", lambda s: b""),
        ("lengthened by a byte", lambda s: s + b"\0"),
        ("lengthened by a chunk of its own", lambda s: s + chunk(s, 0)),
        ("a chunk left out", lambda s: s[:HEAD] + s[HEAD + CHUNK + TAG :]),
        ("a chunk twice", lambda s: s[:HEAD] + chunk(s, 0) + s[HEAD:]),
        ("two chunks swapped", _swapped),
        ("a bit flipped", _flipped),
        ("another format", lambda s: b"\x01" + s[1:]),
        ("another salt", lambda s: s[:5] + bytes([s[5] ^ 1]) + s[6:]),
        (
            "a chunk of another file",
            lambda s: s[:HEAD] + chunk(sealed(DATA), 0) + s[HEAD:][CHUNK + TAG :],
        ),
        ("another key", lambda s: sealed(DATA, Key.new(7))),
        ("another place", lambda s: sealed(DATA, where=b"elsewhere")),
        ("another version", lambda s: sealed(DATA, Key(8, KEY.secret))),
    ],
)
def test_a_changed_file_is_refused(what: str, change) -> None:
    with pytest.raises(Unreadable):
        opened(change(sealed(DATA)))


def test_a_file_cut_at_a_chunk_gives_nothing_of_its_false_end() -> None:
    stored = sealed(DATA)[: HEAD + 2 * (CHUNK + TAG)]
    given = []
    with (
        pytest.raises(Unreadable),
        OpenedStream(io.BytesIO(stored), KEY, PLACE) as stream,
    ):
        given.extend(stream.chunks())
    assert b"".join(given) == DATA[:CHUNK]


class TestScratch:
    """What waits on the disk between two steps of one request."""

    def test_it_gives_back_what_was_put_in(self) -> None:
        data = os.urandom(2 * CHUNK + 9)
        with keep([data[:100], data[100:]]) as scratch:
            assert scratch.read() == data

    def test_the_disk_never_holds_it_in_the_clear(self) -> None:
        with keep([b"the content of a letter" * 50_000]) as scratch:
            below = scratch._file
            below.seek(0)
            assert b"the content" not in below.read()
