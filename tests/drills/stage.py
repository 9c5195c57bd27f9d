"""A fresh instance for a drill: its own var folder, database and mail server, real processes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
CELERY = ("-m", "celery", "--skip-checks", "-A", "tests.drills.celery_app")
OPERATORS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "SECRET_KEY", "VAULT_KEYS")


@dataclass(frozen=True)
class Taken:
    """A message that the mail server took."""

    at: float
    message_id: str
    case: str
    recipient: str
    answered: bool


@dataclass
class Stage:
    """Starts what a drill needs and ends all of it; every process is one that it started."""

    var: Path
    database_url: str = ""
    redis_url: str = ""
    deferred: float = 0.0
    lost: float = 0.0
    seed: int = 0
    settings: str = "tests.drills.settings"
    environment: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen[str]] = field(default_factory=list)
    port: int = 0
    _taken: list[Taken] = field(default_factory=list)
    _read_to: int = 0

    def __enter__(self) -> Stage:
        sink = self.start(
            "-m", "tests.drills.sink", "--log", str(self.log), "--seed", str(self.seed),
            "--deferred", str(self.deferred), "--lost", str(self.lost),
            "--gate", str(self.gate),
            stdout=subprocess.PIPE,
        )  # fmt: skip
        assert sink.stdout is not None
        try:
            self.port = int(sink.stdout.readline())
            self.manage("migrate", "--verbosity", "0")
        except BaseException:
            kill(sink)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            kill(process)

    @property
    def log(self) -> Path:
        return self.var / "taken.log"

    @property
    def gate(self) -> Path:
        return self.var / "gate"

    def let_through(self, messages: int, wait_at: str) -> None:
        """Have the mail server take so many messages in all, copies too, and no more for now.

        `wait_at` says where senders then wait: mail, data, text or answer (tests.drills.sink).
        """
        wanted = f"{messages} {wait_at}"
        if self.gate.exists() and self.gate.read_text() == wanted:
            return
        self.gate.with_suffix(".waiting").unlink(missing_ok=True)
        draft = self.gate.with_suffix(".draft")
        draft.write_text(wanted)
        draft.replace(self.gate)

    def somebody_waits(self) -> bool:
        """Whether a sender has had to wait since the last `let_through`."""
        return self.gate.with_suffix(".waiting").exists()

    def let_all_through(self) -> None:
        """Have the mail server take whatever comes."""
        self.gate.unlink(missing_ok=True)

    @property
    def env(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if name not in OPERATORS}
        own = {
            "DJANGO_SETTINGS_MODULE": self.settings,
            "DSR_VAR": str(self.var),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.port}",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
        }
        return clean | own | self.environment

    def python(self, *arguments: str) -> str:
        """Run Python with the instance's environment to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT, env=self.env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py; what it printed. The web's own checks are not wanted."""
        return self.python("manage.py", *arguments, "--skip-checks")

    def start(self, *arguments: str, stdout: int | None = None) -> subprocess.Popen[str]:
        """Start Python with the instance's environment, in a process group of its own."""
        with (self.var / "processes.log").open("a") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self.env,
                stdout=stdout if stdout is not None else output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                text=True,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def worker(self, name: str = "one", processes: int = 1) -> subprocess.Popen[str]:
        """A Celery worker with this many sending processes."""
        return self.start(
            *CELERY, "worker", "--loglevel", "WARNING",
            "--concurrency", str(processes), "--hostname", f"{name}@%h",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        )  # fmt: skip

    def beat(self, name: str = "one") -> subprocess.Popen[str]:
        """A Celery beat that ticks every second."""
        return self.start(
            *CELERY, "beat", "--loglevel", "WARNING",
            "--schedule", str(self.var / f"beat-{name}"), "--pidfile", "",
        )  # fmt: skip

    def loop(self) -> subprocess.Popen[str]:
        """`manage.py remind --loop`."""
        return self.start("manage.py", "remind", "--loop", "--skip-checks")

    def plant(self, *arguments: str) -> dict[str, float]:
        """Plan reminders; the instant at which each is due, by Message-ID."""
        printed = self.python("-m", "tests.drills.plant", *arguments)
        pairs = (line.split() for line in printed.splitlines())
        return {message_id: float(due) for message_id, due in pairs}

    def taken(self) -> list[Taken]:
        """What the mail server took so far. Reads on from where it was, to take no time itself."""
        if self.log.exists():
            with self.log.open("rb") as file:
                file.seek(self._read_to)
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    self._read_to += len(line)
                    at, message_id, case, recipient, answer = line.decode().split()
                    self._taken.append(
                        Taken(float(at), message_id, case, recipient, answer == "answered")
                    )
        return self._taken

    def output(self) -> str:
        """What the processes said, for a failing test."""
        return (self.var / "processes.log").read_text()


def kill(process: subprocess.Popen[str]) -> None:
    """End the process and its children at once, as a power cut would."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Return as soon as the condition holds; fail, naming it, when patience is over."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"in vain waited until {what}"
        time.sleep(0.05)
