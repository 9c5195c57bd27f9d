"""Start several processes, watch over them, and stop every one of them in the end.

A child that dies is named and started again; one that dies again and again ends the whole. Each
child leads a process group of its own, so that Ctrl-C reaches the supervisor alone, which then
stops them in order and leaves none behind. What they print goes to a log file of bounded size.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TICK = 0.05  # seconds between two looks at the children
GRACE = 10.0  # seconds a child has to stop by itself
RESTARTS, WITHIN = 5, 60.0  # so many restarts of a child in so many seconds, then we give up
LARGEST_LOG = 5_000_000  # bytes; one older part is kept besides
TRIM_EVERY = 10.0  # seconds between two looks at the logs


class StartError(Exception):
    """Why the instance cannot run, in one sentence; `code` is the exit code that fits."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


class StopRequested(BaseException):
    """Somebody pressed Ctrl-C or sent a signal while we waited for something."""


@dataclass(eq=False)
class Child:
    """One process we started: its command, its log, and when it was restarted (monotonic s)."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    stop_last: bool = False
    process: subprocess.Popen[bytes] | None = None
    restarts: list[float] = field(default_factory=list)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 (commands of our own)
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_the_supervisor,  # no thread runs here that it could upset
            )

    def ask_to_stop(self) -> None:
        if self.process is not None and self.alive:
            self.process.terminate()

    def kill_group(self) -> None:
        """End whatever is left of the child and of the processes it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def last_words(self) -> str:
        """The last line of its log, which usually says why it died."""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 4000))
            lines = log.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


class ChildLostError(Exception):
    """A child could not be kept alive; the message says which, and where to read why."""

    def __init__(self, child: Child) -> None:
        super().__init__(
            f"{child.name} stopped {RESTARTS + 1} times within a minute. "
            f"Its log is {child.log}; the last line: {child.last_words()}"
        )
        self.child = child


class Supervisor:
    """Keeps its children running between `with` and the end of the block, and stops them there."""

    def __init__(self, logs: Path, say: Callable[[str], None]) -> None:
        self.logs = logs
        self.say = say
        self.children: dict[str, Child] = {}
        self.signals_seen = 0
        self._previous: dict[signal.Signals, object] = {}

    def __enter__(self) -> Supervisor:
        self.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in STOP_SIGNALS:
            # One that was ignored from the start stays so: that is how nohup asks for it.
            if signal.getsignal(number) is signal.SIG_IGN:
                continue
            self._previous[number] = signal.signal(number, self._note_signal)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        for number, handler in self._previous.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def start(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        stop_last: bool = False,
    ) -> Child:
        """Start a child. `stop_last` is for one that the others need while they stop."""
        log = self.logs / f"{name}.log"
        child = Child(name, command, environment, log, stop_last)
        _trim(log)
        child.start()
        self.children[name] = child
        return child

    def drop(self, child: Child) -> None:
        """End a child and forget it."""
        child.kill_group()
        del self.children[child.name]

    def wait(self, child: Child, ready: Callable[[], bool], seconds: float) -> bool:
        """Whether the child got ready in time. False as soon as it has died."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.stop_if_asked()
            if not child.alive:
                return False
            if ready():
                return True
            time.sleep(TICK)
        return False

    def stop_if_asked(self) -> None:
        """Raise StopRequested if a signal has come."""
        if self.signals_seen:
            raise StopRequested

    def watch(self) -> None:
        """Keep the children alive until a signal comes (StopRequested) or one is lost for good."""
        trimmed = time.monotonic()
        while True:
            self.stop_if_asked()
            for child in list(self.children.values()):
                if not child.alive:
                    self._revive(child)
            if time.monotonic() - trimmed > TRIM_EVERY:
                for child in self.children.values():
                    _trim(child.log)
                trimmed = time.monotonic()
            time.sleep(TICK)

    def stop(self) -> None:
        """Stop all children: first those that use others. A second signal cuts the waiting."""
        for last in (False, True):
            group = [child for child in self.children.values() if child.stop_last is last]
            for child in group:
                child.ask_to_stop()
            end = time.monotonic() + GRACE
            while any(child.alive for child in group):
                if time.monotonic() > end or self.signals_seen > 1:
                    break
                time.sleep(TICK)
            for child in group:
                if child.alive and self.signals_seen < 2:
                    self.say(f"{child.name} did not stop by itself and was ended.")
                child.kill_group()
        self.children.clear()

    def _revive(self, child: Child) -> None:
        now = time.monotonic()
        child.restarts = [past for past in child.restarts if now - past < WITHIN]
        child.kill_group()
        code = child.process.returncode if child.process else None
        if len(child.restarts) >= RESTARTS:
            raise ChildLostError(child)
        self.say(f"{child.name} stopped ({_how(code)}) and is started again. Its log: {child.log}")
        if child.restarts:
            time.sleep(min(2.0, 0.5 * len(child.restarts)))
        child.restarts.append(now)
        child.start()

    def _note_signal(self, number: int, frame: FrameType | None) -> None:
        self.signals_seen += 1


def _how(code: int | None) -> str:
    """An exit code in words."""
    if code is not None and code < 0:
        return f"by {signal.Signals(-code).name}"
    return f"exit code {code}"


def _trim(log: Path) -> None:
    """Keep a log bounded: beyond the limit its content moves to NAME.log.1, and it starts anew.

    The child goes on writing to the same open file, at its end (O_APPEND), so copying and cutting
    is enough; a line written in between may be lost.
    """
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _die_with_the_supervisor() -> None:
    """In the child: ask Linux for a SIGTERM should the supervisor be killed with no time to act."""
    pr_set_pdeathsig = 1
    if _libc is not None:
        _libc.prctl(pr_set_pdeathsig, signal.SIGTERM)
