"""Processes that write the audit log at the same time, and are killed, leave one unbroken chain."""

from __future__ import annotations

import contextlib
import random
import time
from pathlib import Path

import pytest

from tests.drills.desk import Desk, kill

pytestmark = pytest.mark.drill

WRITERS, EACH = 3, 40


def written_together(desk: Desk) -> None:
    desk.with_tables()
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
    desk = Desk(tmp_path).with_tables()
    chance = random.Random(3)
    for _kill in range(3):
        with desk.started("-m", "tests.drills.audit_writer", "100000") as writer:
            assert writer.stdout is not None
            # A first start says before it that it made the key.
            assert "10 acts\n" in iter(writer.stdout.readline, "")
            time.sleep(chance.uniform(0.0, 0.3))
            assert writer.poll() is None
            kill(writer)
    said = desk.manage("audit", "verify")
    assert "unbroken" in said
    # Nine acts of ten stand, and each of three writers had done ten at least.
    assert int(said.split()[0]) >= 27
