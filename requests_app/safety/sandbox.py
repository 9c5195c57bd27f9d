"""Runs a script over data from strangers in a child process that can do nothing else.

The child gets the data on its standard input and gives back a JSON object and bytes on its standard
output. It bounds itself, by `confine` in `safety/confined.py`, before it reads the first byte: no
network, no file or socket can be opened, no process started, so much memory and so many seconds.
Where a bound is passed the child dies, and that is an answer too.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

WALL_SECONDS = 20.0
LARGEST_ANSWER = 32 * 1024 * 1024
# So many children at once for each web process; who comes later waits for so long.
AT_ONCE = 2
PATIENCE = 15.0

_places = threading.BoundedSemaphore(AT_ONCE)
_HEAD = struct.Struct(">II")


class SandboxError(Exception):
    """The data could not be worked on."""


class Exceeded(SandboxError):
    """The child passed one of its bounds, or broke on the data."""


class Busy(SandboxError):
    """Too many are waiting; later it will do."""


def run(script: Path, task: str, data: bytes) -> tuple[dict[str, Any], bytes]:
    """What the script makes of the data: an object and bytes. Raises Exceeded or Busy."""
    if not _places.acquire(timeout=PATIENCE):
        raise Busy("Too many files are being examined just now.")
    try:
        answer = _answer([sys.executable, "-I", str(script), task], data)
    finally:
        _places.release()
    if len(answer) < _HEAD.size:
        raise Exceeded("The examination was given up.")
    told, made = _HEAD.unpack_from(answer)
    if len(answer) != _HEAD.size + told + made:
        raise Exceeded("The examination was given up.")
    try:
        found = json.loads(answer[_HEAD.size : _HEAD.size + told])
    except ValueError:
        raise Exceeded("The examination gave no answer.") from None
    return found, answer[_HEAD.size + told :]


def _answer(command: list[str], data: bytes) -> bytes:
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own script
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8", "PATH": os.environ.get("PATH", "")},
        cwd="/",
        start_new_session=True,
    )
    feeder = threading.Thread(target=_feed, args=(child, data), daemon=True)
    feeder.start()
    try:
        return _read(child)
    finally:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()
        feeder.join()


def _feed(child: subprocess.Popen[bytes], data: bytes) -> None:
    pipe = child.stdin
    if pipe is None:
        return
    with contextlib.suppress(OSError):
        pipe.write(data)
    with contextlib.suppress(OSError):
        pipe.close()


def _read(child: subprocess.Popen[bytes]) -> bytes:
    pipe = child.stdout
    if pipe is None:
        return b""
    until = time.monotonic() + WALL_SECONDS
    answer = bytearray()
    while True:
        ready, _write, _error = select.select([pipe], [], [], max(until - time.monotonic(), 0))
        piece = os.read(pipe.fileno(), 1 << 20) if ready else b""
        if not ready:
            raise Exceeded("The examination took too long.")
        if not piece:
            return bytes(answer)
        answer += piece
        if len(answer) > LARGEST_ANSWER:
            raise Exceeded("The examination gave too large an answer.")
