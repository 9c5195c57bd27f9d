"""The test runner's sums: what it counts and when it calls a run bad."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import run_tests


def run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tests: str
) -> tuple[int, str]:
    """Exit code and last line for a folder with these tests."""
    (folder / "test_them.py").write_text(f"import pytest\n{tests}\n")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n  browser:\n  drill:\n  long:\n")
    monkeypatch.setattr(run_tests, "ROOT", folder)
    code = run_tests.main(["all", "-q", "-p", "no:django", "-p", "no:cacheprovider", str(folder)])
    return code, capsys.readouterr().out.strip().splitlines()[-1]


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    monkeypatch.setattr(run_tests, "PASSES", {"all": [[["-m", "not drill"], ["-m", "drill"]]]})


def test_both_passes_are_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tests = (
        "def test_a(): pass\n"
        "@pytest.mark.drill\ndef test_b(): pass\n"
        "def test_c(): pytest.skip('no PostgreSQL')"
    )
    assert run(tmp_path, monkeypatch, capsys, tests) == (0, "tests: 2 passed, 0 failed, 1 skipped")


def test_a_failure_and_an_error_both_make_the_run_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tests = (
        "def test_a(): assert False\n"
        "def test_b(no_such_fixture): pass\n"
        "@pytest.mark.drill\ndef test_c(): pass"
    )
    assert run(tmp_path, monkeypatch, capsys, tests) == (1, "tests: 1 passed, 2 failed, 0 skipped")


def test_a_run_without_any_test_is_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, monkeypatch, capsys, "") == (1, "tests: 0 passed, 0 failed, 0 skipped")


def test_a_file_that_cannot_be_imported_is_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, last = run(tmp_path, monkeypatch, capsys, "import no_such_module\ndef test_a(): pass")
    assert code == 1
    assert " 0 failed" not in last


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopped_itself_it_leaves_no_run_behind(tmp_path: Path, how: signal.Signals) -> None:
    (tmp_path / "test_it.py").write_text(
        "import os, pathlib, time\n"
        "def test_a():\n"
        f"    pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\n"
        "    time.sleep(60)\n"
    )
    script = (
        "import runpy, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        f"sys.argv = ['run_tests.py', 'drill', '-m', '', '-p', 'no:django', {str(tmp_path)!r}]; "
        f"runpy.run_path({run_tests.__file__!r}, run_name='__main__')"
    )
    # A session of its own: nobody else hears the signal.
    runner = subprocess.Popen(
        [sys.executable, "-c", script], start_new_session=True, stderr=subprocess.DEVNULL
    )
    pid = tmp_path / "pid"
    while not (pid.exists() and pid.read_text()):
        assert runner.poll() is None
        time.sleep(0.05)
    runner.send_signal(how)
    assert runner.wait(45) != 0
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_an_unknown_set_names_those_there_are() -> None:
    refused = subprocess.run(
        [sys.executable, run_tests.__file__, "most"], capture_output=True, text=True
    )
    assert refused.returncode == 2
    assert refused.stderr.startswith("usage: run_tests.py all|fast|drill|long")
