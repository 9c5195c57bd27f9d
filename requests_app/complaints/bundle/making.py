"""Has a bundle made in a child process: progress, cancel, and bounds on time and memory."""

from __future__ import annotations

import contextlib
import json
import os
import select
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

from requests_app.complaints.bundle.order import Bundle, Order, Shown, pack
from requests_app.letters.fonts import FACES, font_file
from requests_app.safety import printing_child

MAX_EXHIBITS = 99
MAX_BYTES = 150 * 1024 * 1024
WALL_SECONDS = 180.0

_CHILD = Path(__file__).with_name("child.py")
_HEAD = struct.Struct(">cI")
_ASK_EVERY = 0.25


class BundleFailed(RuntimeError):
    """The bundle could not be made; the message is a code: "too_many", "too_large", "gave_up"."""


class Stopped(Exception):
    """The person wanted it no longer."""


def make(
    order: Order,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Bundle:
    """The bundle. `progress` hears of steps done and steps in all; `stopped` is asked four times
    a second and ends the work at once when it says yes.

    Raises BundleFailed, and Stopped.
    """
    if len(order.exhibits) > MAX_EXHIBITS:
        raise BundleFailed("too_many")
    if sum(len(one.content) for one in order.exhibits) > MAX_BYTES:
        raise BundleFailed("too_large")
    child = _Child(order)
    try:
        return child.bundle(progress, stopped)
    finally:
        child.end()


class _Child:
    def __init__(self, order: Order) -> None:
        self._until = time.monotonic() + WALL_SECONDS
        self._process = printing_child.start(_CHILD)
        # Fed beside the reading: neither side may wait for the other with full pipes.
        threading.Thread(target=self._feed, args=(order,), daemon=True).start()

    def _feed(self, order: Order) -> None:
        faces = [
            [family, style, weight, str(font_file(file))] for family, style, weight, file in FACES
        ]
        pipe = self._process.stdin
        assert pipe is not None
        with contextlib.suppress(OSError, ValueError):
            for words in (json.dumps(faces).encode(), pack(order)):
                for data in (memoryview(_HEAD.pack(b"J", len(words))), memoryview(words)):
                    while data:
                        data = data[pipe.write(data) or 0 :]
            pipe.close()

    def bundle(self, progress: Callable[[int, int], None], stopped: Callable[[], bool]) -> Bundle:
        about: dict[str, object] = {}
        while True:
            kind, words = self._frame(stopped)
            if kind == b"S":
                done, total = struct.unpack(">II", words)
                progress(done, total)
            elif kind == b"A":
                about = json.loads(words)
            elif kind == b"P":
                rows = about["exhibits"]
                assert isinstance(rows, list)
                return Bundle(words, int(str(about["pages"])), tuple(Shown(*row) for row in rows))
            else:
                raise BundleFailed("gave_up")

    def _frame(self, stopped: Callable[[], bool]) -> tuple[bytes, bytes]:
        kind, size = _HEAD.unpack(self._exactly(_HEAD.size, stopped))
        return kind, self._exactly(size, stopped)

    def _exactly(self, size: int, stopped: Callable[[], bool]) -> bytes:
        pipe = self._process.stdout
        assert pipe is not None
        parts: list[bytes] = []
        while size:
            if stopped():
                raise Stopped
            if time.monotonic() > self._until:
                raise BundleFailed("gave_up")
            ready, _, _ = select.select([pipe], [], [], _ASK_EVERY)
            if not ready:
                continue
            piece = os.read(pipe.fileno(), min(size, 1 << 20))
            if not piece:
                raise BundleFailed("gave_up")
            parts.append(piece)
            size -= len(piece)
        return b"".join(parts)

    def end(self) -> None:
        """Kill the child with what it forked, and collect it."""
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, 9)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):
                    pipe.close()
        with contextlib.suppress(Exception):
            self._process.wait(5)
