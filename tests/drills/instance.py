"""A `manage.py run` of a test's own, and a look at the processes below it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds: a busy machine is slow, a broken one is found out all the same
OPERATORS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "SECRET_KEY", "PORT")


@dataclass(frozen=True)
class Process:
    """A living process as the kernel lists it."""

    number: int
    parent: int
    session: int
    command: str


def processes() -> list[Process]:
    """All processes of the machine but those that are dead and only not yet collected."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):  # it ended while we looked
            state, parent, _, session = (
                (entry / "stat").read_text().rpartition(")")[2].split(maxsplit=4)[:4]
            )
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if state != "Z":
                found.append(Process(int(entry.name), int(parent), int(session), command))
    return found


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Return as soon as the condition holds; fail, naming it, when patience is over."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"in vain waited until {what}"
        time.sleep(0.05)


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Instance:
    """`manage.py run` on a var folder: what it says, and how it ends."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.lines: list[str] = []
        self.sessions: set[int] = set()
        clean = {name: value for name, value in os.environ.items() if name not in OPERATORS}
        clean |= {"DJANGO_SETTINGS_MODULE": "dsr_project.settings", "DSR_VAR": str(var)}
        self.usual = clean
        self.supervisor = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=ROOT,
            env=clean | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.supervisor.stdout is not None
        self.lines.extend(line.rstrip() for line in self.supervisor.stdout)

    def manage(self, command: str) -> str:
        """What a command prints in another window, where nobody names a port."""
        asked = [sys.executable, "manage.py", command]
        done = subprocess.run(asked, cwd=ROOT, env=self.usual, stdout=subprocess.PIPE, check=True)
        return done.stdout.decode()

    @property
    def said(self) -> str:
        """All it has printed so far."""
        return "\n".join(self.lines)

    def until_it_says(self, text: str) -> None:
        wait_until(
            lambda: text in self.said or self.supervisor.poll() is not None,
            f"it says {text!r}; it said:\n{self.said}",
        )
        assert text in self.said, self.said

    def up(self, children: int) -> Instance:
        """Itself, once it has printed the link and started so many processes."""
        self.until_it_says("Ctrl-C stops it")
        wait_until(lambda: len(self.children()) == children, f"{children} children run")
        return self

    @property
    def link(self) -> str:
        """The sign-in link it printed."""
        found = re.search(r"Sign in +(\S+)", self.said)
        assert found, self.said
        return found[1]

    def children(self) -> list[Process]:
        """The processes it started itself. Each leads a session, by which we find it again."""
        every = processes()
        own = {process.command for process in every if process.number == self.supervisor.pid}
        found = [
            process
            for process in every
            if process.parent == self.supervisor.pid and process.session == process.number
        ]
        self.sessions |= {process.session for process in found}
        # A child just forked still bears the supervisor's own command line.
        return [process for process in found if process.command not in own]

    def child(self, word: str) -> Process:
        """The one child whose command line holds the word."""
        (found,) = [process for process in self.children() if word in process.command]
        return found

    def survivors(self) -> list[Process]:
        """What is left of any child it ever had, and of what those had started."""
        return [process for process in processes() if process.session in self.sessions]

    def signal(self, number: signal.Signals) -> None:
        self.supervisor.send_signal(number)

    def ended(self) -> int:
        """Its exit code, once it has ended."""
        code = self.supervisor.wait(PATIENCE)
        self._reader.join()
        return code

    def discard(self) -> None:
        """Leave nothing behind, whatever the test came to."""
        self.children()
        self.supervisor.kill()
        self.ended()
        for process in self.survivors():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.number, signal.SIGKILL)


def page(address: str) -> tuple[int, str]:
    """Status and text with which the site answers."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
