"""The set-up on machines that lack something, played with stand-ins for apt-get, sudo and pip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import system_packages
from tools.system_packages import Need

ROOT = Path(__file__).resolve().parents[2]


class Machine:
    """A PATH of our own on which apt-get and sudo only note that they were called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls = folder / "calls"
        self.calls.touch()
        for program in ("env", "sh"):
            (folder / program).symlink_to(shutil.which(program, path=os.defpath) or program)

    def program(self, name: str, script: str) -> None:
        path = self.folder / name
        path.write_text(f'#!{self.folder}/sh\necho "{name} $*" >> {self.calls}\n{script}\n')
        path.chmod(0o755)

    @property
    def called(self) -> list[str]:
        return self.calls.read_text().splitlines()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setenv("PATH", str(tmp_path))
    return Machine(tmp_path)


@pytest.fixture
def harfbuzz(tmp_path: Path) -> Need:
    """Something missing that is there once apt-get has made the file."""
    installed = tmp_path / "installed"
    return Need(
        "HarfBuzz-subset", installed.exists, ("libharfbuzz-subset0",), ("harfbuzz",), ("harfbuzz",)
    )


def somebody(monkeypatch: pytest.MonkeyPatch, *, root: bool, terminal: bool = False) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: terminal)


def test_root_has_it_installed_without_a_question(
    machine: Machine, harfbuzz: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody(monkeypatch, root=True)
    machine.program("apt-get", f": > {machine.folder}/installed")
    assert system_packages.install([harfbuzz]) == []
    assert machine.called == ["apt-get install --yes --no-install-recommends libharfbuzz-subset0"]


def test_a_fresh_machine_gets_its_package_lists_first(
    machine: Machine, harfbuzz: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody(monkeypatch, root=True)
    lists = machine.folder / "lists"
    machine.program(
        "apt-get",
        f'case "$1" in update) : > {lists};; *) [ -e {lists} ] && : > {machine.folder}/installed;;'
        " esac",
    )
    assert system_packages.install([harfbuzz]) == []
    assert [call.split()[1] for call in machine.called] == ["install", "update", "install"]


@pytest.mark.parametrize(("terminal", "start"), [(True, "sudo env"), (False, "sudo -n env")])
def test_sudo_may_ask_on_a_terminal_only(
    machine: Machine,
    harfbuzz: Need,
    monkeypatch: pytest.MonkeyPatch,
    terminal: bool,
    start: str,
) -> None:
    somebody(monkeypatch, root=False, terminal=terminal)
    machine.program("apt-get", "")
    machine.program("sudo", f": > {machine.folder}/installed")
    assert system_packages.install([harfbuzz]) == []
    assert machine.called[0].startswith(f"{start} DEBIAN_FRONTEND=noninteractive apt-get install")


def test_where_sudo_refuses_it_stays_missing(
    machine: Machine, harfbuzz: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody(monkeypatch, root=False)
    machine.program("apt-get", "")
    machine.program("sudo", "exit 1")
    assert system_packages.install([harfbuzz]) == [harfbuzz]


def test_a_machine_without_apt_is_left_alone(
    machine: Machine, harfbuzz: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody(monkeypatch, root=True)
    assert system_packages.install([harfbuzz]) == [harfbuzz]


def test_the_explanation_names_the_exact_commands(harfbuzz: Need) -> None:
    venv = system_packages.venv_module((3, 11))
    assert system_packages.explain([harfbuzz, venv]).splitlines()[:7] == [
        "This machine lacks:",
        "  HarfBuzz-subset",
        "  python3.11-venv, which makes .venv",
        "Install it with",
        "  Debian, Ubuntu:  sudo apt-get update && "
        "sudo apt-get install libharfbuzz-subset0 python3.11-venv",
        "  Fedora:          sudo dnf install harfbuzz python3",
        "  macOS:           brew install harfbuzz python",
    ]


def test_a_library_that_is_not_there_is_reported_missing() -> None:
    assert not system_packages.library("libnobody-has-this.so.0", "nobody-has-this")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing set up, whose pip only notes that it was called."""
    (tmp_path / "tools").mkdir()
    for name in ("bootstrap.py", "system_packages.py", "find_python.sh"):
        shutil.copy(ROOT / "tools" / name, tmp_path / "tools")
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    pip = tmp_path / ".venv" / "lib" / "python3" / "site-packages" / "pip"
    pip.mkdir(parents=True)
    (pip / "__main__.py").touch()
    version = ".".join(map(str, sys.version_info[:3]))
    (tmp_path / ".venv" / "pyvenv.cfg").write_text(f"home = elsewhere\nversion = {version}\n")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir()
    python.write_text(
        f'#!/bin/sh\necho "$*" >> {tmp_path}/pip-calls\n[ ! -e {tmp_path}/offline ]\n'
    )
    python.chmod(0o755)
    return tmp_path


def bootstrap(checkout: Path, purpose: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "tools/bootstrap.py", purpose],
        cwd=checkout,
        env={**os.environ, "PATH": os.defpath},
        capture_output=True,
        text=True,
    )


def pip_calls(checkout: Path) -> list[str]:
    calls = checkout / "pip-calls"
    return (
        [line.split("/")[-1] for line in calls.read_text().splitlines()] if calls.exists() else []
    )


needs_libraries = pytest.mark.skipif(
    bool(system_packages.missing(system_packages.LETTERS)), reason="Pango is not installed here"
)


@needs_libraries
def test_the_pins_are_installed_by_hash_and_only_once(checkout: Path) -> None:
    assert bootstrap(checkout, "run").returncode == 0
    assert "--require-hashes" in (checkout / "pip-calls").read_text()
    second = bootstrap(checkout, "run")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert pip_calls(checkout) == ["run.lock"]


@needs_libraries
def test_what_the_tests_need_serves_the_instance_too(checkout: Path) -> None:
    assert bootstrap(checkout, "run").returncode == 0
    assert bootstrap(checkout, "dev").returncode == 0
    assert bootstrap(checkout, "run").returncode == 0
    assert pip_calls(checkout) == ["run.lock", "dev.lock"]


@needs_libraries
def test_a_changed_lock_is_installed_anew(checkout: Path) -> None:
    bootstrap(checkout, "run")
    lock = checkout / "requirements" / "run.lock"
    lock.write_text(lock.read_text() + "# changed\n")
    bootstrap(checkout, "run")
    assert pip_calls(checkout) == ["run.lock", "run.lock"]


@needs_libraries
def test_without_the_network_it_says_so_and_tries_again_next_time(checkout: Path) -> None:
    (checkout / "offline").touch()
    first = bootstrap(checkout, "run")
    assert first.returncode == 1
    assert "Check the network connection" in first.stderr
    (checkout / "offline").unlink()
    assert bootstrap(checkout, "run").returncode == 0


def test_an_unknown_purpose_names_those_there_are(checkout: Path) -> None:
    refused = bootstrap(checkout, "rum")
    assert (refused.returncode, refused.stderr) == (2, "usage: bootstrap.py run|dev\n")


def test_a_machine_without_a_python_is_told_which_one_to_install(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "find_python.sh", tmp_path / "tools")
    tools = tmp_path / "bin"
    tools.mkdir()
    for program in ("sh", "dirname", "cat"):
        (tools / program).symlink_to(shutil.which(program) or program)
    refused = subprocess.run(
        ["sh", str(tmp_path / "tools" / "find_python.sh")],
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
    )
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("DSR Desk needs Python 3.11 or newer, and none was found.")
