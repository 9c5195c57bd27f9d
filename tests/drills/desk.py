"""A desk of a drill's own: its var folder, its database, and processes that can be killed."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OPERATORS = (
    "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "SECRET_KEY", "VAULT_KEYS",
    "VAULT_KEY_FILE", "PORT", "DEBUG", "PERSONAL_INSTANCE",
)  # fmt: skip


class Desk:
    """Runs Python with the settings of an instance that lies in this folder."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var = var
        clean = {name: value for name, value in os.environ.items() if name not in OPERATORS}
        own = {"DJANGO_SETTINGS_MODULE": "dsr_project.settings", "DSR_VAR": str(var)}
        self.environment = clean | own | environment

    def with_tables(self) -> Desk:
        """Itself, its database having all its tables and no row yet."""
        if "DATABASE_URL" in self.environment:
            self.manage("migrate", "--verbosity", "0")
        else:
            shutil.copy(_empty_database(), self.var / "db.sqlite3")
        return self

    def python(self, *arguments: str) -> str:
        """Run it to its end; what it printed. Raises RuntimeError with all it said if it failed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stdout[-4000:]}{done.stderr[-4000:]}")
        return done.stdout

    def logged(self, log: Path, *arguments: str) -> str:
        """Run it to its end; what it printed. What it said of itself is added to the log."""
        with log.open("a", encoding="utf-8") as errors:
            done = subprocess.run(
                [sys.executable, *arguments],
                cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=errors, text=True,
                check=False,
            )  # fmt: skip
        if done.returncode:
            tail = log.read_text(encoding="utf-8")[-4000:]
            raise RuntimeError(f"{' '.join(arguments)}: {done.stdout[-2000:]}{tail}")
        return done.stdout

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py to its end; what it printed."""
        return self.python("manage.py", *arguments, "--skip-checks")

    @contextmanager
    def started(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """Start it in a process group of its own; it has ended when the block is left."""
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT, env=self.environment, text=True, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            yield process
        finally:
            kill(process)


@cache
def _empty_database() -> Path:
    """A SQLite file with all tables, made once for all drills: making it takes seconds."""
    var = Path(tempfile.mkdtemp(prefix="dsr-"))
    atexit.register(shutil.rmtree, var, ignore_errors=True)
    Desk(var).manage("migrate", "--verbosity", "0")
    return var / "db.sqlite3"


def kill(process: subprocess.Popen[str]) -> None:
    """End the process and its children at once, as a power cut would."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
