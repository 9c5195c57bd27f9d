"""However an archive is made, reading it takes neither much memory nor much time."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from requests_app.accounts import incoming
from requests_app.accounts.incoming import ArchiveRefused
from requests_app.accounts.incoming_archive import LARGEST_DATA, LARGEST_DIRECTORY, MOST_PARTS
from tests.accounts.test_own_rights_import import exported, zipped

MEGABYTE = 1024 * 1024
HEAD = b'{"format":"dsr-desk/export","version":1,"for_information":'


def read_apart(tmp_path: Path, content: bytes) -> dict[str, Any]:
    """What a fresh process says of this archive, and how much memory it needed."""
    path = tmp_path / "archive.zip"
    path.write_bytes(content)
    run = subprocess.run(
        [sys.executable, "-m", "tests.accounts.reading_run", str(path)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def of_data(data: bytes) -> bytes:
    return zipped({"data.json": data}).getvalue()


@pytest.mark.parametrize("part", [b"[]", b'{"":[]}'])
def test_what_would_become_millions_of_objects_is_refused_before_it_is_parsed(
    tmp_path: Path, part: bytes
) -> None:
    many = b",".join([part] * (14 * MEGABYTE // (len(part) + 1)))
    bomb = of_data(HEAD + b"[" + many + b"]}")
    assert len(bomb) < 100_000
    found = read_apart(tmp_path, bomb)
    assert "data.json: it is too large" in found["said"]
    assert found["peak"] - found["before"] < 50 * MEGABYTE


@pytest.mark.parametrize("part", [b"[]", b'{"k%07d":0}'])
def test_as_many_objects_as_are_taken_leave_the_process_small(tmp_path: Path, part: bytes) -> None:
    each = part.count(b"[") + part.count(b"{") + part.count(b":") + 1
    count = (MOST_PARTS - 50) // each
    listed = b",".join((part % n if b"%" in part else part) for n in range(count))
    found = read_apart(tmp_path, of_data(HEAD + b"[" + listed + b"]}"))
    assert "this is missing" in found["said"]
    assert found["peak"] < 512 * MEGABYTE


def test_as_much_text_as_is_taken_leaves_the_process_small(tmp_path: Path) -> None:
    """One character of four bytes makes Python keep each of a text's in four."""
    text = json.dumps("x" * 59_000 + "\U0001f600", ensure_ascii=False).encode()
    listed = b",".join([text] * ((LARGEST_DATA - 200) // (len(text) + 1)))
    found = read_apart(tmp_path, of_data(HEAD + b"[" + listed + b"]}"))
    assert "this is missing" in found["said"]
    assert found["peak"] < 512 * MEGABYTE


@pytest.mark.django_db
def test_an_export_of_a_thousand_cases_is_read_and_leaves_the_process_small(
    tmp_path: Path, settings: Any
) -> None:
    settings.VAR_DIR = tmp_path
    members = exported()
    data = json.loads(members["data.json"])
    case = data["cases"][0]
    data["cases"] = [{**case, "submission": str(uuid.uuid4()), "events": []} for _ in range(1000)]
    data["cases"][0]["platform"] = "\U0001f600"
    members["data.json"] = json.dumps(data, ensure_ascii=False, indent=1).encode()
    assert len(members["data.json"]) > 12_000_000
    found = read_apart(tmp_path, zipped(members).getvalue())
    assert (found["said"], found["cases"]) == ("", 1000)
    assert found["peak"] < 300 * MEGABYTE


def directory(entries: int, claimed: int, *, zip64: bool) -> bytes:
    """An archive of nothing but a list of so many members, with an end that claims another sum."""
    entry = struct.Struct("<4s4B4HL2L5H2L")
    listed = b"".join(
        entry.pack(b"PK\x01\x02", 20, 3, 20, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0)
        + b"%08x" % number
        for number in range(entries)
    )
    size = len(listed)
    if zip64:
        far = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, claimed, claimed, size, 0)
        far += struct.pack("<4sLQL", b"PK\x06\x07", 0, size, 1)
        end = (0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    else:
        far, end = b"", (claimed, claimed, size, 0)
    return listed + far + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, *end, 0)


@pytest.mark.parametrize(
    ("entries", "claimed", "zip64"),
    [(20_001, 20_001, False), (200_000, 1, False), (200_000, 200_000, True)],
)
def test_a_list_of_too_many_members_is_refused_whatever_its_end_claims(
    tmp_path: Path, entries: int, claimed: int, zip64: bool
) -> None:
    found = read_apart(tmp_path, directory(entries, claimed, zip64=zip64))
    assert "more than 20000 files" in found["said"]
    assert found["peak"] - found["before"] < 40 * MEGABYTE


def test_the_longest_list_that_is_read_at_all_takes_little(tmp_path: Path) -> None:
    found = read_apart(tmp_path, directory(LARGEST_DIRECTORY // 54, 1, zip64=True))
    assert "more than 20000 files" in found["said"]
    assert found["peak"] - found["before"] < 80 * MEGABYTE


def test_a_name_that_is_no_text_is_refused() -> None:
    whole = bytearray(zipped({"data.json": b"{}", "é": b""}).getvalue())
    at = whole.rindex("é".encode())
    whole[at : at + 2] = b"\xff\xff"
    with pytest.raises(ArchiveRefused, match="not a whole ZIP archive"):
        incoming.Incoming(io.BytesIO(bytes(whole)))
