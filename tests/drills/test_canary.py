"""Nothing that people type or upload can be read from what an instance leaves on its disks."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.drills import scanning
from tests.drills.canary_person import WORD
from tests.drills.desk import Desk

pytestmark = pytest.mark.drill

CELERY = ("-m", "celery", "--app", "dsr_project.celery:app", "worker")


class Watch(threading.Thread):
    """Looks through a folder all the while: a file may be there only for a moment."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.folder = folder
        self.over = threading.Event()
        self.read: set[str] = set()
        self.files: set[str] = set()
        self._known: dict[Path, tuple[int, int, int]] = {}

    def run(self) -> None:
        while not self.over.wait(0.02):
            for path in self._changed():
                self.files.add(path.name)
                found = scanning.in_file(path, WORD.encode(), path.name)
                self.read |= {f"{one.file}: {one.around}" for one in found}

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
        self.var, self.temp = folder / "var", folder / "temp"
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
            DJANGO_SETTINGS_MODULE="tests.drills.canary_settings",
        ).with_tables()

    def run(self, *arguments: str) -> dict[str, Any]:
        """Run a part of the canary's program; what it reports. All it said is kept as a log."""
        done = self.desk.logged(self.var / "log" / "canary.log", "-m", *arguments)
        found: dict[str, Any] = json.loads(done)
        return found

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
        """Every place where one of the words can be read."""
        folders = (self.var, self.temp, self.redis.folder)
        return [one for folder in folders for one in scanning.in_folder(folder, WORD.encode())]

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


def nothing_can_be_read(folder: Path, redis_server: Any, people: int, every: int) -> None:
    house = House(folder, redis_server)
    watch = Watch(house.temp)
    watch.start()
    report = house.run(
        "tests.drills.canary", "drive", "--people", str(people), "--thorough-every", str(every)
    )
    watch.end()
    assert watch.read == set(), "read in the temporary folder while it ran"
    assert report["reminders_mailed"] >= people
    assert report["files"] >= people
    house.messages_through_celery()
    assert house.found() == []

    before = folder / "backup"
    shutil.copytree(house.var, before)
    with closing(house.database(before)) as database:
        sealed = list(sealed_values(database))
    assert len(sealed) > people * 20

    after = house.run("tests.drills.canary", "erase")
    assert after["rows"] == 0
    assert house.found() == []
    assert list((house.var / "files").glob("*/*")) == []
    assert list((house.var / "mail").glob("*")) == []
    live = b"".join(path.read_bytes() for path in house.var.glob("db.sqlite3*"))
    still = [value for value in sealed if value in live]
    assert still == [], f"{len(still)} sealed values of erased people are still in the database"

    nothing_opens_from_the_backup(house, before)
    the_restored_backup_is_erased_again(house, before)
    print(
        f"{people} people, {sum(report['steps'].values())} requests to {len(report['steps'])} "
        f"addresses, {report['rows']} rows, {len(sealed)} sealed values, {report['mails']} mails, "
        f"{report['files']} files of mail, {len(watch.files)} temporary files seen: "
        "no plaintext"
    )


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


def test_eight_people_leave_nothing_to_read(tmp_path: Path, private_redis: Any) -> None:
    nothing_can_be_read(tmp_path, private_redis, 8, every=4)


@pytest.mark.long
def test_two_hundred_people_leave_nothing_to_read(tmp_path: Path, private_redis: Any) -> None:
    nothing_can_be_read(tmp_path, private_redis, 200, every=2)
