"""Setting letters in warm, bounded child processes.

``Press.print`` hands HTML to a child of ``press_child`` and returns the PDF. Children are started
when they are first needed, at most ``size`` at a time, kept for the next letter, and replaced
when they die. A process that was forked from one that had a press (gunicorn, Celery) forgets its
parent's children and starts its own. When the parent goes, by whatever signal, its children see
the end of their pipe and go too.
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import json
import os
import select
import shutil
import struct
import tempfile
import threading
import time
from pathlib import Path

from django.utils.translation import gettext as _

from requests_app.safety import printing_child

from .errors import LetterError
from .fonts import FACES, font_file

_CHILD = Path(__file__).with_name("press_child.py")
_PAGE = Path(__file__).resolve().parents[2] / "templates" / "letters" / "page"
_HEAD = struct.Struct(">cI")

START_SECONDS = 30.0
LETTER_SECONDS = 18.0
QUEUE_SECONDS = 20.0

LAYOUTS = ("uk", "fr", "de", "ch")


class _ChildDied(Exception):
    """The child is gone or does not answer in time."""


class _Child:
    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="letters-press-")
        self._process = printing_child.start(_CHILD, TMPDIR=self._folder)
        self.ready = False
        self._write(_stock())

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_ready(self) -> None:
        if not self.ready:
            kind, _ = self._read(START_SECONDS)
            if kind != b"R":
                raise _ChildDied
            self.ready = True

    def set(self, letter: bytes) -> tuple[bytes, bytes]:
        self._write(letter)
        return self._read(LETTER_SECONDS)

    def _write(self, words: bytes) -> None:
        pipe = self._process.stdin
        if pipe is None:
            raise _ChildDied
        data = memoryview(_HEAD.pack(b"J", len(words)) + words)
        try:
            while data:
                data = data[pipe.write(data) or 0 :]
        except (OSError, ValueError) as trouble:
            raise _ChildDied from trouble

    def _read(self, seconds: float) -> tuple[bytes, bytes]:
        until = time.monotonic() + seconds
        kind, size = _HEAD.unpack(self._exactly(_HEAD.size, until))
        return kind, self._exactly(size, until)

    def _exactly(self, size: int, until: float) -> bytes:
        pipe = self._process.stdout
        if pipe is None:
            raise _ChildDied
        parts: list[bytes] = []
        try:
            while size:
                ready, _, _ = select.select([pipe], [], [], max(until - time.monotonic(), 0))
                part = os.read(pipe.fileno(), min(size, 1 << 20)) if ready else b""
                if not part:
                    raise _ChildDied
                parts.append(part)
                size -= len(part)
        except (OSError, ValueError) as trouble:
            raise _ChildDied from trouble
        return b"".join(parts)

    def end(self) -> None:
        """Kill the child and collect it."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self.forget()
        with contextlib.suppress(Exception):
            self._process.wait(5)
        shutil.rmtree(self._folder, ignore_errors=True)

    def forget(self) -> None:
        """Close our ends of the pipes; the child itself is not touched."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):
                    pipe.close()

    def disown(self) -> None:
        """In a forked process: this child belongs to the parent."""
        self.forget()
        self._process.returncode = 0  # or Popen warns about a process that is not ours


def _stock() -> bytes:
    """What every child is given first: fonts, style sheets, and a first page to warm up on."""
    common = (_PAGE / "letter.css").read_text(encoding="utf-8")
    sheets = {
        layout: common + (_PAGE / f"{layout}.css").read_text(encoding="utf-8") for layout in LAYOUTS
    }
    faces = [[family, style, weight, str(font_file(file))] for family, style, weight, file in FACES]
    first = '<html lang="en"><title>-</title><h1>Warm</h1><p>A <strong>first</strong> page.</p>'
    return json.dumps({"faces": faces, "sheets": sheets, "first": first}).encode()


class Press:
    """At most ``size`` children that set letters; safe to use from many threads."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._fresh()

    def _fresh(self) -> None:
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(self.size)

    def print(self, html: str, layout: str, signature: bytes | None = None) -> bytes:
        """The PDF of ``html``.

        Raises ``LetterError`` on ``"body"`` when the letter cannot be set within its bounds, or
        when too many are waiting.
        """
        picture = base64.b64encode(signature).decode() if signature else None
        letter = json.dumps({"html": html, "layout": layout, "signature": picture}).encode()
        if not self._places.acquire(timeout=QUEUE_SECONDS):
            raise LetterError(
                "body", _("Too many letters are being set just now; please try again in a minute.")
            )
        try:
            return self._set(letter)
        finally:
            self._places.release()

    def _set(self, letter: bytes) -> bytes:
        child = self._take()
        begun, was_idle = time.monotonic(), child.ready
        try:
            child.wait_ready()
            kind, words = child.set(letter)
        except _ChildDied:
            self._drop(child)
            if was_idle and time.monotonic() - begun < 1:
                # It was gone before it saw this letter, or a fresh one will say so again.
                return self._set(letter)
            raise LetterError(
                "body",
                _(
                    "The letter could not be set within its limits of time and memory; "
                    "please make it shorter or simpler."
                ),
            ) from None
        except BaseException:
            self._drop(child)  # half an answer may be left in its pipe
            raise
        if kind == b"P":
            with self._lock:
                self._busy.discard(child)
                self._idle.append(child)
            return words
        if kind == b"E":
            with self._lock:
                self._busy.discard(child)
                self._idle.append(child)
        else:
            self._drop(child)
        raise LetterError("body", _("The letter could not be set as a PDF; please simplify it."))

    def _take(self) -> _Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.alive:
                    self._busy.add(child)
                    return child
                child.end()
        child = _Child()
        with self._lock:
            self._busy.add(child)
        return child

    def _drop(self, child: _Child) -> None:
        with self._lock:
            self._busy.discard(child)
        child.end()

    def warm(self) -> None:
        """Start one child now and wait until it can print."""
        child = self._take()
        try:
            child.wait_ready()
        except _ChildDied:
            self._drop(child)
            return
        with self._lock:
            self._busy.discard(child)
            self._idle.append(child)

    def pids(self) -> tuple[int, ...]:
        """Process ids of the children that are alive now."""
        with self._lock:
            return tuple(child._process.pid for child in (*self._idle, *self._busy) if child.alive)

    def close(self) -> None:
        """End every child."""
        with self._lock:
            children = [*self._idle, *self._busy]
            self._idle, self._busy = [], set()
        for child in children:
            child.end()

    def disown(self) -> None:
        """Called in a forked process: the children are the parent's."""
        for child in (*self._idle, *self._busy):
            child.disown()
        self._fresh()


press = Press(size=max(1, min(2, os.cpu_count() or 1)))
atexit.register(press.close)
os.register_at_fork(after_in_child=press.disown)
