"""Processes that write the audit log at the same time, and are killed, leave one unbroken chain."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest

from tests.drills.desk import Desk, kill

pytestmark = pytest.mark.drill

WRITERS, EACH = 3, 40


def written_together(desk: Desk) -> None:
    desk.manage("migrate", "--verbosity", "0")
    with contextlib.ExitStack() as stack:
        writers = [
            stack.enter_context(desk.started("-m", "tests.drills.audit_writer", str(EACH)))
            for _writer in range(WRITERS)
        ]
        assert [writer.wait(180) for writer in writers] == [0] * WRITERS
    assert f"{WRITERS * EACH * 9 // 10} entries, unbroken." in desk.manage("audit", "verify")


def test_on_sqlite(tmp_path: Path) -> None:
    written_together(Desk(tmp_path))


def test_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    written_together(Desk(tmp_path, DATABASE_URL=postgres_url))


def test_a_writer_that_is_killed_breaks_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.manage("migrate", "--verbosity", "0")
    for _kill in range(3):
        with desk.started("-m", "tests.drills.audit_writer", "100000") as writer:
            time.sleep(4)
            kill(writer)
    said = desk.manage("audit", "verify")
    assert "unbroken" in said
    assert int(said.split()[0]) > 0
