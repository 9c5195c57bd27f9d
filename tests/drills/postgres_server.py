"""A PostgreSQL server of a drill's own, which may be killed and started again."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

# initdb refuses to run as root: an account that owns nothing else takes its place.
UNPRIVILEGED = ("postgres", "nobody")
START_WITHIN = 60.0


class NoPostgres(RuntimeError):
    """This machine has no PostgreSQL server programs."""


def programs() -> Path:
    """The folder with initdb and postgres; raises NoPostgres."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for name in ("postgres", "initdb"):
        if on_path := shutil.which(name):
            found.append(Path(on_path).resolve().parent)
    for folder in found:
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
            return folder
    raise NoPostgres("there are no PostgreSQL server programs (package postgresql)")


class PostgresServer:
    """Its data in a temporary folder, its port on loopback, everything written to disk as usual."""

    def __init__(self) -> None:
        self.programs = programs()
        self.account = self._account()
        self.folder = Path(tempfile.mkdtemp(prefix="dsr-pg-"))
        if self.account:
            shutil.chown(self.folder, self.account)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = int(probe.getsockname()[1])
        self.process: subprocess.Popen[bytes] | None = None
        self._run("initdb", "-D", str(self.data), "-U", "drill", "-A", "trust", "-E", "UTF8")
        self.start()

    @staticmethod
    def _account() -> str | None:
        if os.geteuid() != 0:
            return None
        for name in UNPRIVILEGED:
            with contextlib.suppress(KeyError):
                pwd.getpwnam(name)
                return name
        raise NoPostgres("PostgreSQL does not run as root and there is no other account")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgresql://drill@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            capture_output=True, text=True, user=self.account, cwd="/", check=False,
        )  # fmt: skip
        if done.returncode:
            raise NoPostgres(f"{program}: {done.stderr.strip()}")

    def start(self) -> None:
        """Start it and return when it answers; waits for the rest of a killed one to be gone."""
        end = time.monotonic() + START_WITHIN
        while time.monotonic() < end:
            self.process = subprocess.Popen(
                [
                    str(self.programs / "postgres"), "-D", str(self.data), "-p", str(self.port),
                    "-k", str(self.folder), "-h", "127.0.0.1", "-c", "max_connections=40",
                ],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=self.account, cwd="/",
            )  # fmt: skip
            while self.process.poll() is None and time.monotonic() < end:
                if self._answers():
                    return
                time.sleep(0.05)
        raise NoPostgres("PostgreSQL did not start")

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def kill(self) -> None:
        """End it at once, as a power cut would; what it had not written is gone."""
        assert self.process is not None
        children = _children(self.process.pid)
        self.process.send_signal(signal.SIGKILL)
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self.process.wait()

    def remove(self) -> None:
        """End it and throw its data away."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def _children(pid: int) -> list[int]:
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
