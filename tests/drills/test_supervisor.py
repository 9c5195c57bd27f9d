"""The supervisor with small children of its own: the cases that a whole instance rarely meets."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsr_project import supervisor
from dsr_project.supervisor import ChildLostError, StopRequested, Supervisor
from tests.drills.instance import processes, wait_until

pytestmark = pytest.mark.drill
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(600)
"""
PARENT = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {STUBBORN!r}]).wait()
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def keeper(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    with Supervisor(tmp_path, said.append) as keeper:
        yield keeper


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def test_a_child_that_ignores_the_request_is_ended_after_the_grace(
    keeper: Supervisor, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "GRACE", 0.3)
    child = keeper.start("deaf", python(STUBBORN), os.environ)
    assert keeper.wait(child, lambda: child.last_words() == "up", seconds=60)
    keeper.stop()
    assert said == ["deaf did not stop by itself and was ended."]
    assert not child.alive


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_what_a_child_has_started_ends_with_it(keeper: Supervisor) -> None:
    child = keeper.start("parent", python(PARENT), os.environ)
    assert keeper.wait(child, lambda: child.last_words() == "up", seconds=60)
    assert child.process
    session = child.process.pid
    keeper.stop()
    wait_until(
        lambda: not [process for process in processes() if process.session == session],
        "the grandchild has ended",
    )


def test_a_child_that_dies_again_and_again_ends_the_whole_and_says_why(
    keeper: Supervisor, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "RESTARTS", 2)
    keeper.start("broken", python("import sys; sys.exit('no such table: case')"), os.environ)
    with pytest.raises(ChildLostError) as error:
        keeper.watch()
    assert "broken stopped 3 times within a minute." in str(error.value)
    assert "the last line: no such table: case" in str(error.value)
    assert [line.split(" and is started again")[0] for line in said] == [
        "broken stopped (exit code 1)"
    ] * 2


def test_waiting_ends_as_soon_as_the_child_has_died(keeper: Supervisor) -> None:
    child = keeper.start("short", python("pass"), os.environ)
    assert keeper.wait(child, lambda: False, seconds=60) is False


def test_a_signal_ends_the_waiting(keeper: Supervisor) -> None:
    child = keeper.start("long", python("import time; time.sleep(600)"), os.environ)
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(StopRequested):
        keeper.wait(child, lambda: False, seconds=60)


def test_the_signals_mean_again_what_they_meant_before(tmp_path: Path) -> None:
    # In the background a shell leaves it ignored, and then so does the supervisor.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    before = signal.getsignal(signal.SIGINT)
    with Supervisor(tmp_path, print):
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_a_signal_ignored_from_the_start_stays_ignored(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # what nohup does
    try:
        with Supervisor(tmp_path, print):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_log_stays_bounded_while_the_child_writes_on(
    keeper: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LARGEST_LOG", 20_000)
    monkeypatch.setattr(supervisor, "TRIM_EVERY", 0.05)
    chatter = "import time\nwhile True: print('x' * 199, flush=True); time.sleep(0.001)"
    keeper.start("chatty", python(chatter), os.environ)
    log, older = tmp_path / "chatty.log", tmp_path / "chatty.log.1"
    rounds = 0

    def look() -> None:
        nonlocal rounds
        rounds += 1
        assert log.stat().st_size < 1_000_000
        if rounds > 40 and older.exists():
            raise StopRequested

    monkeypatch.setattr(keeper, "stop_if_asked", look)
    with pytest.raises(StopRequested):
        keeper.watch()
    assert b"\0" not in log.read_bytes()  # the child goes on at the start of the cut file
