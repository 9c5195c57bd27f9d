"""The lock files: exact, hashed, for every Python from 3.11 on, and tied to no package index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z,]+\])?==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """Package and version of every pin in a file."""
    return dict(PIN.findall((REQUIREMENTS / name).read_text()))


@pytest.mark.parametrize("name", ["run.in", "dev.in"])
def test_every_requirement_is_an_exact_pin(name: str) -> None:
    lines = (line.split("#")[0].strip() for line in (REQUIREMENTS / name).read_text().splitlines())
    assert [line for line in lines if line and line != "-r run.in" and not PIN.match(line)] == []


@pytest.mark.parametrize("name", ["run", "dev"])
def test_the_lock_holds_what_was_asked_for(name: str) -> None:
    asked, locked = pins(f"{name}.in"), pins(f"{name}.lock")
    assert {package: locked.get(package) for package in asked} == asked


def test_the_tests_run_on_the_versions_an_instance_runs_on() -> None:
    run, dev = pins("run.lock"), pins("dev.lock")
    assert {package: dev.get(package) for package in run} == run


@pytest.mark.parametrize("name", ["run.lock", "dev.lock"])
def test_a_lock_names_no_index_and_no_machine(name: str) -> None:
    text = (REQUIREMENTS / name).read_text()
    assert not re.search(r"://|^\s*--(?!hash)|find-links|index-url", text, re.MULTILINE)
    assert len(re.findall(r"--hash=sha256:", text)) >= len(pins(name))


@pytest.mark.parametrize("name", ["run.lock", "dev.lock"])
def test_a_lock_holds_for_the_oldest_python_of_the_promise(name: str) -> None:
    # Made on a newer patch without --universal, this pin is missing and 3.11.2 cannot install.
    text = (REQUIREMENTS / name).read_text()
    assert re.search(r"^async-timeout==\S+ ; python_full_version < '3.11.3'", text, re.MULTILINE)
