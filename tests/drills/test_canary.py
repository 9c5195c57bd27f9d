"""Nothing that people type or upload can be read from what an instance leaves on its disks."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, suppress
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.drills import scanning
from tests.drills.canary_person import WORD
from tests.drills.desk import Desk

pytestmark = pytest.mark.drill

# Whoever drives waits for further processes (letters are set, files examined), so that three keep
# two processors busy.
PROCESSES = 3
# So many bytes of a sealed value hold its head and its nonce, which is random.
BEGIN = 24
# Addresses at which nobody can leave anything.
NOT_DRIVEN = {
    "readyz": "says how the instance is; here nothing serves, so it says that it is not ready",
    "styleguide/": "is there for developers only, where DEBUG is on",
}
CELERY = ("-m", "celery", "--app", "dsr_project.celery:app", "worker")


class Watch(threading.Thread):
    """Takes a copy of all that is in a folder all the while: a file may be there only for a moment.

    What grows is one copy; what is written anew another one. They are looked through afterwards,
    since that takes far longer than the files are there.
    """

    def __init__(self, folder: Path, copies: Path) -> None:
        super().__init__(daemon=True)
        self.folder, self.copies = folder, copies
        self.over = threading.Event()
        self._known: dict[Path, tuple[int, int, int]] = {}
        self._newest: dict[Path, Path] = {}
        self.taken = 0
        copies.mkdir(mode=0o700)

    def run(self) -> None:
        while not self.over.wait(0.01):
            for path in self._changed():
                with suppress(OSError):  # it went meanwhile
                    self._take(path, path.read_bytes())

    def _take(self, path: Path, content: bytes) -> None:
        newest = self._newest.get(path)
        if newest is None or not content.startswith(newest.read_bytes()):
            self.taken += 1
            newest = self._newest[path] = self.copies / f"{self.taken}-{path.name}"
        newest.write_bytes(content)

    def _changed(self) -> list[Path]:
        """The files that are new, or not as they were at the last look."""
        try:
            there = [(path, path.stat()) for path in self.folder.rglob("*") if path.is_file()]
        except OSError:  # something went while it was being read; the next look is soon
            return []
        marks = {path: (now.st_ino, now.st_size, now.st_mtime_ns) for path, now in there}
        before, self._known = self._known, marks
        return [path for path, mark in marks.items() if before.get(path) != mark]

    def end(self) -> None:
        """Stop looking; fails if it had stopped by itself."""
        assert self.is_alive()
        self.over.set()
        self.join()


class House:
    """An instance with all that it leaves behind in one folder."""

    def __init__(self, folder: Path, redis_server: Any) -> None:
        self.var, self.temp, self.copies = folder / "var", folder / "temp", folder / "copies"
        for path in (self.var, self.temp, self.var / "log"):
            path.mkdir(mode=0o700)
        self.redis = redis_server
        self.desk = Desk(
            self.var,
            TMPDIR=str(self.temp),
            REDIS_URL=redis_server.url,
            PERSONAL_INSTANCE="0",
            SIGN_UP="open",
            LOG_LEVEL="DEBUG",
            SITE_URL="http://testserver",
            STATISTICS="1",
            # As on a server without a compiler, with which libraries would be looked for in vain.
            PATH="/usr/sbin:/sbin",
            DJANGO_SETTINGS_MODULE="tests.drills.canary_settings",
        ).with_tables()

    def run(self, what: str, first: int = 0, people: int = 0) -> dict[str, Any]:
        """Run a part of the canary's program; what it reports. All it said is kept as a log."""
        numbers = ("--first", str(first), "--people", str(people))
        log = self.var / "log" / f"{what}{first}.log"
        done = self.desk.logged(log, "-m", "tests.drills.canary", what, *numbers)
        found: dict[str, Any] = json.loads(done)
        return found

    def drive(self, people: int) -> dict[str, Any]:
        """Drive the people, in several processes as an instance has; what they did together."""
        shares = [people // PROCESSES + (n < people % PROCESSES) for n in range(PROCESSES)]
        with ThreadPoolExecutor(PROCESSES) as side_by_side:
            reports = list(
                side_by_side.map(
                    lambda n: self.run("drive", first=sum(shares[:n]), people=shares[n]),
                    range(PROCESSES),
                )
            )
        steps = sum((Counter(report["steps"]) for report in reports), Counter[str]())
        told = self.run("remind")
        return {**told, "steps": steps, "mails_of_steps": sum(one["mails"] for one in reports)}

    def messages_through_celery(self) -> None:
        """Have a worker take what was rung, and Redis write down what it holds."""
        said: list[str] = []
        with self.desk.started(*CELERY, "--loglevel", "DEBUG", "--concurrency", "1") as worker:
            assert worker.stdout is not None
            for line in worker.stdout:  # until it ends, should it never take one
                said.append(line)
                if "reminders.sweep" in line and "succeeded" in line:
                    break
            worker.terminate()
            rest, _err = worker.communicate(timeout=60)
        (self.var / "log" / "worker.log").write_text("".join(said) + rest)
        assert "reminders.sweep" in said[-1], "the worker took nothing that was rung"
        client = redis.Redis(unix_socket_path=str(next(self.redis.folder.glob("*.sock*"))))
        client.rpush("left-over", "so that there is something to write down")
        client.save()
        client.close()

    def found(self) -> list[scanning.Found]:
        """Every place where one of the words can be read. Each file takes as long as it is large,
        so the largest come first."""
        folders = (self.var, self.temp, self.copies, self.redis.folder)
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        files.sort(key=lambda path: path.stat().st_size, reverse=True)
        with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as side_by_side:
            each = side_by_side.map(scanning.in_file, files, repeat(WORD.encode()), map(str, files))
            return [one for found in each for one in found]

    def database(self, folder: Path | None = None) -> sqlite3.Connection:
        return sqlite3.connect((folder or self.var) / "db.sqlite3")


def sealed_values(database: sqlite3.Connection) -> Iterator[bytes]:
    """Every sealed value in the database as it is stored."""
    tables = [
        row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
    ]
    for table in tables:
        for row in database.execute(f'SELECT * FROM "{table}"'):
            for value in row:
                if isinstance(value, bytes) and value[:1] == b"\x01" and len(value) > 40:
                    yield value


def nothing_can_be_read(folder: Path, redis_server: Any, people: int) -> None:
    house = House(folder, redis_server)
    watch = Watch(house.temp, house.copies)
    watch.start()
    report = house.drive(people)
    watch.end()
    assert watch.taken, "not one temporary file was seen"
    assert set(report["addresses"]) - set(report["steps"]) == set(NOT_DRIVEN)
    assert min(report["steps"].values()) >= people, "not everyone went everywhere"
    assert report["mails"] >= people
    assert report["files"] >= people
    house.messages_through_celery()
    assert house.found() == []

    before = folder / "backup"
    shutil.copytree(house.var, before)
    with closing(house.database(before)) as database:
        sealed = list(sealed_values(database))
    assert len(sealed) > people * 50

    shutil.rmtree(house.copies)
    after = house.run("erase")
    assert after["rows"] == 0
    assert house.found() == []
    assert list((house.var / "files").glob("*/*")) == []
    assert list((house.var / "mail").glob("*")) == []
    still = left_in(house.var.glob("db.sqlite3*"), sealed)
    assert still == 0, f"{still} sealed values of erased people are still in the database"

    nothing_opens_from_the_backup(house, before)
    the_restored_backup_is_erased_again(house, before)
    mails = report["mails"] + report["mails_of_steps"]
    print(
        f"{people} people, {sum(report['steps'].values())} requests to {len(report['steps'])} "
        f"addresses, {report['rows']} rows, {len(sealed)} sealed values, {mails} mails, "
        f"{report['files']} files of mail, {watch.taken} temporary files seen: "
        "no plaintext"
    )


def left_in(files: Iterable[Path], sealed: Sequence[bytes]) -> int:
    """How many of the sealed values can be found, by how each begins: no two begin alike, and the
    rest of a long one lies elsewhere in the file."""
    begin = {value[:BEGIN] for value in sealed}
    there = {
        content[at.start() : at.start() + BEGIN]
        for content in (path.read_bytes() for path in files)
        for at in re.finditer(b"\x01", content)
    }
    return len(begin & there)


def nothing_opens_from_the_backup(house: House, backup: Path) -> None:
    """The data of a backup with the keys as they are now: none of it can be read."""
    robbed = backup.with_name("robbed")
    shutil.copytree(backup, robbed)
    with closing(house.database(robbed)) as database:
        database.execute("DELETE FROM requests_app_personkey")
        database.commit()
    found = json.loads(Desk(robbed).python("-m", "tests.drills.many_things", "check"))
    assert found["values"] == 0
    assert found["unreadable"] > 100


def the_restored_backup_is_erased_again(house: House, backup: Path) -> None:
    """The whole backup comes back, keys and all: the tombstones are done again."""
    shutil.copy(house.var / "erasures.log", backup / "newest.log")
    restored = Desk(backup)
    said = restored.manage("restore_tombstones", str(backup / "newest.log"))
    assert " 0 people" not in said
    found = json.loads(restored.python("-m", "tests.drills.many_things", "check"))
    assert found == {"rows": 0, "values": 0, "unreadable": 0, "wrong": 0, "old": 0}


def test_three_people_leave_nothing_to_read(tmp_path: Path, private_redis: Any) -> None:
    nothing_can_be_read(tmp_path, private_redis, 3)


@pytest.mark.long
def test_two_hundred_people_leave_nothing_to_read(tmp_path: Path, private_redis: Any) -> None:
    nothing_can_be_read(tmp_path, private_redis, 200)
