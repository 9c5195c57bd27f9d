"""Changing keys survives kill -9: every row is readable after each, and none is left behind."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest

from tests.drills.desk import Desk, kill

pytestmark = pytest.mark.drill

KILLS = 5


def cut_off(desk: Desk, arguments: tuple[str, ...], lines: int, after: float) -> bool:
    """Start it and kill it so many seconds after it said so many lines; whether it was cut off."""
    with desk.started("-m", "tests.drills.begin", *arguments) as process:
        assert process.stdout is not None
        for _line in range(lines):
            process.stdout.readline()
        time.sleep(after)
        running = process.poll() is None
        kill(process)
    return running


def rotated_under_fire(desk: Desk, rows: int, people: int, arguments: tuple[str, ...]) -> None:
    """Plant, measure one whole run, then kill a second one five times and end it."""
    desk.with_tables()
    desk.python(
        "-m", "tests.drills.many_things", "plant", "--rows", str(rows), "--people", str(people)
    )
    began = time.monotonic()
    desk.manage("rotate_keys", *arguments)
    whole = time.monotonic() - began
    all_of_it = state(desk)
    assert all_of_it["rows"] >= rows
    assert (all_of_it["unreadable"], all_of_it["wrong"]) == (0, 0)

    chance = random.Random(rows)
    left = []
    for cut in range(1, KILLS + 1):
        # Each run goes a sixth of the people further, and a moment into the next one.
        if not cut_off(desk, arguments, 1 + people * cut // 6, chance.uniform(0.0, 0.02)):
            pytest.fail(f"the run ended before it was killed for the {cut}. time")
        now = state(desk)
        assert (now["unreadable"], now["wrong"]) == (0, 0), f"after {cut} kills: {now}"
        assert now["values"] == all_of_it["values"]
        left.append(now["old"])
    assert any(left), "no kill left anybody between the old key and the new one"
    said = desk.manage("rotate_keys", *arguments)
    end = state(desk)
    print(f"{rows} rows, {people} people, {whole:.1f} s uncut, {left} left: {end}; {said.strip()}")
    assert end == all_of_it
    assert end["old"] == 0


def state(desk: Desk) -> dict[str, int]:
    found: dict[str, int] = json.loads(desk.python("-m", "tests.drills.many_things", "check"))
    return found


def test_new_keys_for_2000_rows_killed_five_times(tmp_path: Path) -> None:
    rotated_under_fire(Desk(tmp_path), 2_000, 20, ("--data",))


@pytest.mark.long
def test_new_keys_for_20000_rows_killed_five_times(tmp_path: Path) -> None:
    rotated_under_fire(Desk(tmp_path), 20_000, 200, ("--data",))


@pytest.mark.long
def test_new_keys_for_20000_rows_on_postgresql_killed_five_times(
    tmp_path: Path, postgres_url: str
) -> None:
    rotated_under_fire(Desk(tmp_path, DATABASE_URL=postgres_url), 20_000, 200, ("--data",))


def test_a_new_wrapping_key_killed_at_any_point_leaves_every_row_readable(tmp_path: Path) -> None:
    desk = Desk(tmp_path).with_tables()
    # One key a person is all that is rewritten: many people make it long, many files only slow.
    planted = ("--rows", "1200", "--people", "300", "--with-files", "10")
    desk.python("-m", "tests.drills.many_things", "plant", *planted)
    whole = state(desk)
    chance = random.Random(5)
    for _cut in range(KILLS):
        cut_off(desk, (), 1, chance.uniform(0.0, 0.12))
        assert state(desk) == whole
    assert "0 under an older version" in desk.manage("rotate_keys")
    assert state(desk) == whole
