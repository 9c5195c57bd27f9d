"""Prepare this checkout: the system's libraries, .venv, and in it the pinned packages.

    python3 tools/bootstrap.py run     what an instance needs
    python3 tools/bootstrap.py dev     that, and what the tests and checks need

Standard library only, for any Python from 3.11 on. A call that finds everything done takes well
under a second. Exit code 1, with the commands to type, if something is missing that we may not
install.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed-pins"
LOCKS = {"run": ("run.lock",), "dev": ("run.lock", "dev.lock")}


class SetUpError(Exception):
    """Why the set-up cannot go on, in words for the person at the terminal."""


def main(argv: list[str]) -> int:
    """Prepare for "run" or "dev". Returns the exit code."""
    if len(argv) != 1 or argv[0] not in LOCKS:
        print(f"usage: bootstrap.py {'|'.join(LOCKS)}", file=sys.stderr)
        return 2
    purpose = argv[0]
    try:
        if sys.version_info < (3, 11):  # noqa: UP036 (this is where an older one is refused)
            raise SetUpError(f"{sys.executable} is too old: DSR Desk needs Python 3.11 or newer.")
        sound = venv_is_sound()
        system(with_venv=not sound)
        if not sound:
            make_venv()
        pins(purpose)
    except SetUpError as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; the next call goes on from here.", file=sys.stderr)
        return 130
    if purpose == "dev":
        programs_of_the_tests()
    return 0


def system(*, with_venv: bool) -> None:
    """The libraries that letters are made with and, to make .venv, Python's venv module."""
    needs = list(system_packages.LETTERS)
    if with_venv:
        needs.append(system_packages.venv_module(sys.version_info[:2]))
    lacking = system_packages.missing(needs)
    if lacking and (lacking := system_packages.install(lacking)):
        raise SetUpError(system_packages.explain(lacking))


def venv_is_sound() -> bool:
    """False if .venv is missing, half made, or made by another version of Python than this one."""
    inside = Path(sys.prefix).resolve() == VENV
    return inside or (PYTHON.exists() and pip_is_in(VENV) and made_by() == sys.version_info[:2])


def make_venv() -> None:
    """.venv anew, with pip in it."""
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"Making .venv with Python {version} ({sys.executable})", flush=True)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)]).returncode:
        raise SetUpError(f"{sys.executable} could not make .venv (see above).")


def pip_is_in(venv: Path) -> bool:
    """False for a .venv whose making was interrupted."""
    return any(venv.glob("lib/python3*/site-packages/pip/__main__.py"))


def made_by() -> tuple[int, ...]:
    """Major and minor version of the Python that made .venv."""
    for line in (VENV / "pyvenv.cfg").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "version":
            return tuple(map(int, value.strip().split(".")[:2]))
    return ()


def pins(purpose: str) -> None:
    """The packages of the lock files, by hash; nothing to do if they are in .venv already."""
    # What the tests need includes what an instance needs, so their stamp serves both.
    installed = STAMP.read_text(encoding="ascii") if STAMP.exists() else ""
    if installed in {digest(purpose), digest("dev")}:
        return
    lock = ROOT / "requirements" / LOCKS[purpose][-1]
    print("Installing the pinned packages into .venv (once, about a minute)", flush=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    command = [*pip, "install", "-qq", "--require-hashes", "--requirement", str(lock)]
    STAMP.unlink(missing_ok=True)
    if subprocess.run(command).returncode:
        raise SetUpError(
            "The packages could not be installed (pip says why above). "
            "Check the network connection and call the same command again."
        )
    STAMP.write_text(digest(purpose), encoding="ascii")


def digest(purpose: str) -> str:
    """What identifies an installation: the lock files' content and the Python that made .venv."""
    parts = [(ROOT / "requirements" / name).read_bytes() for name in LOCKS[purpose]]
    parts.append((VENV / "pyvenv.cfg").read_bytes())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def programs_of_the_tests() -> None:
    """Chromium and PDF tools. Tests skip, with the reason, what cannot be installed here."""
    lacking = system_packages.missing(system_packages.TESTS)
    if lacking and (lacking := system_packages.install(lacking)):
        print(system_packages.explain(lacking), file=sys.stderr)
        print("The tests that need it are skipped.", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
