"""The scanner finds a word behind each encoding that it undoes: else its silence means nothing."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import quopri
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.drills.scanning import in_folder

WORD = b"zqxcanary"
TEXT = "A sentence about zqxcanary007situation é, quite a long one so that it is packed as well."
PLAIN = TEXT.encode()


def zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", data)
    return file.getvalue()


def session(data: bytes) -> bytes:
    """As Django keeps a session: JSON, zlib, base64 for addresses, and a signature."""
    packed = base64.urlsafe_b64encode(zlib.compress(json.dumps({"draft": TEXT}).encode()))
    return b"." + packed.rstrip(b"=") + b":1tXyZ:c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "hide",
    [
        lambda data: data,
        bytes.upper,
        base64.b64encode,
        base64.urlsafe_b64encode,
        lambda data: base64.b64encode(b"x" + data),
        lambda data: base64.b64encode(b"xy" + data),
        base64.encodebytes,
        lambda data: base64.encodebytes(b"x" * 70 + data),
        zlib.compress,
        gzip.compress,
        zipped,
        lambda data: base64.b64encode(zlib.compress(data)),
        lambda data: zlib.compress(base64.b64encode(data)),
        session,
        lambda data: "".join(f"\\u{ord(c):04x}" for c in TEXT).encode(),
        quopri.encodestring,
        lambda data: "".join(f"={byte:02X}" for byte in data).encode(),
        lambda data: quote(TEXT).encode(),
        lambda data: "".join(f"%{byte:02x}" for byte in data).encode(),
        lambda data: data.hex().encode(),
        lambda data: TEXT.encode("utf-16-le"),
    ],
)
def test_the_word_is_found(hide: Callable[[bytes], bytes], tmp_path: Path) -> None:
    noise = os.urandom(5000)
    (tmp_path / "file").write_bytes(noise + hide(PLAIN) + noise)
    assert in_folder(tmp_path, WORD)


def test_it_is_found_in_a_name_too(tmp_path: Path) -> None:
    (tmp_path / "letter-zqxcanary.pdf").write_bytes(b"")
    assert in_folder(tmp_path, WORD)


def test_noise_is_not_taken_for_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(os.urandom(3_000_000))
    assert in_folder(tmp_path, WORD) == []
