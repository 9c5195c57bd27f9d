"""Mutation testing of the law: .venv/bin/python tools/mutate_law.py [FOLDER]

Works on a copy (a temporary folder, or FOLDER, which is kept), so the tree stays clean. Prints
the survivors and one line of figures; `mutmut show NAME` in FOLDER shows one of them. The settings
stand in pyproject.toml. Property tests and long forms are left out: thousands of mutants would
take hours with them, and what kills a mutant should be a named case.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = ("test_command.py", "test_docs.py", "test_long.py", "test_properties.py")
# mutmut 3.8 reads an attribute that pytest 9.2 no longer keeps. It notes which test calls which
# function and forks after a clean run: what the law has cached would hide calls and mutants.
SHIM = """import sys

import pytest

if not hasattr(pytest.Item, "_nodeid"):
    pytest.Item._nodeid = property(lambda self: self.nodeid)


def pytest_runtest_setup():
    clear("clock", "places")


def pytest_sessionstart():
    clear("clock", "places", "calendars")


def clear(*modules):
    for name, module in list(sys.modules.items()):
        if name.startswith("requests_app.law.") and name.endswith(modules):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
"""


def copy_to(folder: Path) -> None:
    """The law, its tests and the settings, and nothing of Django's."""
    clean = shutil.ignore_patterns("__pycache__", *LEFT_OUT)
    shutil.copytree(ROOT / "requests_app" / "law", folder / "requests_app" / "law", ignore=clean)
    shutil.copytree(ROOT / "tests" / "law", folder / "tests" / "law", ignore=clean)
    for name in ("requests_app/__init__.py", "tests/__init__.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "tests" / "conftest.py").write_text(SHIM, encoding="utf-8")


def run(folder: Path) -> int:
    """Run all mutants; 0 if every one was killed."""
    mutmut = Path(sys.executable).with_name("mutmut")
    children = str(os.cpu_count() or 1)
    with (folder / "run.log").open("w", encoding="utf-8") as log:
        subprocess.run(
            [mutmut, "run", "--max-children", children], cwd=folder, stdout=log, stderr=log
        )
    listed = subprocess.run(
        [mutmut, "results", "--all", "true"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = [line.strip().rpartition(": ") for line in listed.splitlines() if ": " in line]
    for name, _, state in rows:
        if state != "killed":
            print(f"{state}: {name}")
    counts = Counter(state for _, _, state in rows)
    print(f"mutants: {len(rows)}", *(f"{state}: {n}" for state, n in sorted(counts.items())))
    return int(not rows or counts["killed"] != len(rows))


def main(arguments: list[str]) -> int:
    """Run in the folder named, or in one that is thrown away."""
    if arguments:
        folder = Path(arguments[0]).resolve()
        folder.mkdir(parents=True)
        copy_to(folder)
        return run(folder)
    with tempfile.TemporaryDirectory() as temporary:
        copy_to(Path(temporary))
        return run(Path(temporary))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
