"""Programs and libraries of the system: are they there, and how are they installed.

Standard library only. Installing is done with apt-get where we may: as root, through sudo on a
terminal (it asks for the password), through `sudo -n` elsewhere.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    """Something of the system's: what it is for, a test for it, and its packages by system."""

    what: str
    present: Callable[[], bool]
    debian: tuple[str, ...]
    fedora: tuple[str, ...]
    homebrew: tuple[str, ...]


def library(linux: str, mac: str) -> bool:
    """Whether the dynamic loader finds the library, which is how WeasyPrint looks for it."""
    name: str | None = linux
    if sys.platform == "darwin":
        name = ctypes.util.find_library(mac)
    try:
        return name is not None and ctypes.CDLL(name) is not None
    except OSError:
        return False


def pango() -> bool:
    """The libraries without which WeasyPrint does not start."""
    return all(
        library(linux, mac)
        for linux, mac in (
            ("libgobject-2.0.so.0", "gobject-2.0"),
            ("libpango-1.0.so.0", "pango-1.0"),
            ("libpangoft2-1.0.so.0", "pangoft2-1.0"),
            ("libharfbuzz.so.0", "harfbuzz"),
            ("libfontconfig.so.1", "fontconfig"),
        )
    )


def program(*names: str) -> Callable[[], bool]:
    """A test: is one of these programs on the PATH?"""
    return lambda: any(shutil.which(name) for name in names)


def chromium() -> str | None:
    """The path of a Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    return found or (str(mac) if mac.exists() else None)


LETTERS = (
    Need(
        "Pango, which lays out the letters",
        pango,
        ("libpango-1.0-0", "libpangoft2-1.0-0"),
        ("pango",),
        ("pango",),
    ),
    Need(
        "HarfBuzz-subset, without which a letter takes three times as long",
        lambda: library("libharfbuzz-subset.so.0", "harfbuzz-subset"),
        ("libharfbuzz-subset0",),
        ("harfbuzz",),
        ("harfbuzz",),
    ),
)
TESTS = (
    Need(
        "Chromium, which the browser tests drive",
        lambda: chromium() is not None,
        ("chromium",),
        ("chromium",),
        ("google-chrome",),
    ),
    Need(
        "pdftotext and pdftoppm, with which tests read letters",
        lambda: program("pdftotext")() and program("pdftoppm")(),
        ("poppler-utils",),
        ("poppler-utils",),
        ("poppler",),
    ),
    Need(
        "qpdf, with which tests check the PDF's structure",
        program("qpdf"),
        ("qpdf",),
        ("qpdf",),
        ("qpdf",),
    ),
)


def venv_module(version: tuple[int, int]) -> Need:
    """Python's own venv with pip inside: Debian packs it apart, by version."""

    def present() -> bool:
        try:
            import ensurepip
            import venv
        except ImportError:
            return False
        return bool(ensurepip and venv)

    debian = f"python{version[0]}.{version[1]}-venv"
    return Need(f"{debian}, which makes .venv", present, (debian,), ("python3",), ("python",))


def missing(needs: Sequence[Need]) -> list[Need]:
    """Those of the needs that this machine lacks."""
    return [need for need in needs if not need.present()]


def install(needs: Sequence[Need]) -> list[Need]:
    """Install the needs where we may. Returns those that are still missing."""
    packages = [package for need in needs for package in need.debian]
    may = _apt()
    if may is None:
        return list(needs)
    print(f"Installing {' '.join(packages)} with apt-get", flush=True)
    command = [*may, "install", "--yes", "--no-install-recommends", *packages]
    # A fresh machine has no package lists yet, and an old one has stale ones: fetch them only then.
    if not _quiet(command) and not (_quiet([*may, "update"]) and _quiet(command, show=True)):
        return list(needs)
    return missing(needs)


def explain(needs: Sequence[Need]) -> str:
    """What is missing, and the exact commands that install it."""

    def packages(system: str) -> str:
        names = (name for need in needs for name in getattr(need, system))
        return " ".join(dict.fromkeys(names))

    lines = ["This machine lacks:"]
    lines += [f"  {need.what}" for need in needs]
    lines += [
        "Install it with",
        f"  Debian, Ubuntu:  sudo apt-get update && sudo apt-get install {packages('debian')}",
        f"  Fedora:          sudo dnf install {packages('fedora')}",
        f"  macOS:           brew install {packages('homebrew')}",
    ]
    if sys.platform == "darwin":
        lines.append(
            "If a library is installed and still not found: "
            'export DYLD_FALLBACK_LIBRARY_PATH="$(brew --prefix)/lib"'
        )
    return "\n".join(lines)


def _apt() -> list[str] | None:
    """The beginning of an apt-get command that we may run, or None."""
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return apt
    if not shutil.which("sudo"):
        return None
    return ["sudo", *apt] if sys.stdin.isatty() else ["sudo", "-n", *apt]


def _quiet(command: Sequence[str], *, show: bool = False) -> bool:
    """Run it and say whether it went well; its output is shown only if it failed and `show`.

    sudo asks for the password on the terminal itself, so its question is seen all the same.
    """
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode and show:
        print(done.stdout.rstrip(), file=sys.stderr)
    return done.returncode == 0
