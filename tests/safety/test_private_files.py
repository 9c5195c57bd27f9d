"""Files that only their owner reads: made by one of many, and never seen half written."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dsr_project.environment import secret_from_file
from requests_app.safety import private_files

STARTER = """
import sys, time
from pathlib import Path
from dsr_project.environment import secret_from_file
time.sleep(max(0, float(sys.argv[2]) - time.time()))
print(secret_from_file(Path(sys.argv[1])))
"""


def test_processes_that_start_at_one_moment_agree_on_the_session_key(tmp_path: Path) -> None:
    for round_ in range(3):
        path = tmp_path / str(round_) / "keys" / "session.key"
        together = str(time.time() + 1.5)
        started = [
            subprocess.Popen(
                [sys.executable, "-c", STARTER, str(path), together],
                stdout=subprocess.PIPE, text=True,
            )
            for _ in range(6)
        ]  # fmt: skip
        secrets = {one.communicate()[0].strip() for one in started}
        assert [one.returncode for one in started] == [0] * 6
        assert secrets == {path.read_text()}


def test_a_key_is_read_whole_even_by_one_who_comes_while_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "session.key"
    found: list[str] = []
    sync = os.fsync

    def another_comes(handle: int) -> None:
        sync(handle)
        if not found:
            found.append("")
            found[0] = secret_from_file(path)

    monkeypatch.setattr(os, "fsync", another_comes)
    assert secret_from_file(path) == found[0]
    assert [one.name for one in tmp_path.iterdir()] == ["session.key"]


def test_where_links_are_unknown_the_file_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "a"
    assert private_files.create_whole(path, b"first")
    assert not private_files.create_whole(path, b"second")
    assert path.read_bytes() == b"first"
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


def test_a_file_is_its_owners_alone_and_never_overwritten_by_chance(tmp_path: Path) -> None:
    path = tmp_path / "a"
    private_files.create(path, b"first")
    with pytest.raises(FileExistsError):
        private_files.create(path, b"second")
    assert not private_files.create_whole(path, b"second")
    assert path.read_bytes() == b"first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    private_files.replace(path, b"third")
    assert path.read_bytes() == b"third"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_cannot_be_replaced_stays_and_leaves_no_draft(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    (folder / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match=r"directory|exists|empty"):
        private_files.replace(folder, b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["a"]
