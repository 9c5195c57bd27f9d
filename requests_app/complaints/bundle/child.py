"""The binder's process: reads an order from its standard input, writes the bundle to its output.

Started by `making` as a script, never imported by it. It has no network, writes no file, and has
bounds on memory, processor time and wall time. Each exhibit is read in a process forked from it,
with tighter bounds: what goes wrong there becomes a page that says so.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import struct
import sys
import tempfile
import time
from pathlib import Path

if __name__ == "__main__":
    # Started with -I: the project's folder is not on the path.
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from requests_app.complaints.bundle import paper
from requests_app.complaints.bundle.binding import bind
from requests_app.complaints.bundle.order import Exhibit, Order, attachment_name, unpack
from requests_app.complaints.bundle.sheets import sheets
from requests_app.complaints.bundle.trouble import Trouble

MEMORY_BYTES = 1_400 * 1024 * 1024
EXHIBIT_MEMORY_BYTES = 640 * 1024 * 1024
EXHIBIT_CPU_SECONDS = 15
EXHIBIT_WALL_SECONDS = 20.0
CPU_SECONDS = 120
STAGES = 3

_HEAD = struct.Struct(">cI")
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


def main() -> None:
    source, sink = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _leave_network()
    with contextlib.suppress(OSError):
        os.nice(5)
    with os.fdopen(source, "rb") as stream:
        faces = json.loads(_exactly(stream.fileno()))
        order = unpack(_exactly(stream.fileno()))
    setter = paper.Setter(faces)
    setter.set(order.language, "<p>A first page, to have the fonts at hand.</p>")
    _bound()
    try:
        _bind(order, setter, sink)
    except MemoryError:
        _write(sink, b"M", b"")
    except BrokenPipeError:
        return


def _bind(order: Order, setter: paper.Setter, sink: int) -> None:
    total = len(order.exhibits) + STAGES
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        _write(sink, b"S", struct.pack(">II", done, total))

    shown = []
    for number, exhibit in enumerate(order.exhibits, start=1):
        shown.append(_exhibit(number, exhibit, order, setter))
        step()
    bundle = bind(order, shown, setter, step)
    about = {
        "pages": bundle.pages,
        "exhibits": [
            [one.number, one.pages, one.first_page, one.trouble] for one in bundle.exhibits
        ],
    }
    _write(sink, b"A", json.dumps(about).encode())
    _write(sink, b"P", bundle.pdf)


def _exhibit(
    number: int, exhibit: Exhibit, order: Order, setter: paper.Setter
) -> tuple[bytes, str]:
    """The exhibit's pages, and the code of what is wrong with it, "" for nothing."""
    pdf, code = _forked(exhibit, order, setter)
    if not code:
        return pdf, ""
    words = order.words
    word = words["exhibit"].replace("{number}", "").strip()
    lines = (
        exhibit.name,
        words[f"trouble_{code}"],
        words["attached"].replace("{name}", attachment_name(number, exhibit.name, word)),
        f"SHA-256: {exhibit.sha256}",
    )
    return setter.set(order.language, paper.notice(words["not_shown"], lines)), code


def _forked(exhibit: Exhibit, order: Order, setter: paper.Setter) -> tuple[bytes, str]:
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        _read_exhibit(exhibit, order, setter, theirs)
    os.close(theirs)
    try:
        answer = _all_of(ours, time.monotonic() + EXHIBIT_WALL_SECONDS)
    finally:
        os.close(ours)
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    if answer[:1] == b"P":
        return answer[1:], ""
    return b"", answer[1:].decode() if answer[:1] == b"T" else "too_heavy"


def _read_exhibit(exhibit: Exhibit, order: Order, setter: paper.Setter, pipe: int) -> None:
    """In the forked process: never returns."""
    answer = b"Ttoo_heavy"
    try:
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + 1 + EXHIBIT_CPU_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (EXHIBIT_MEMORY_BYTES, EXHIBIT_MEMORY_BYTES))
        answer = b"P" + sheets(exhibit, order, setter)
    except Trouble as trouble:
        answer = b"T" + trouble.code.encode()
    except MemoryError:
        answer = b"Ttoo_heavy"
    except Exception:
        answer = b"Tdamaged"
    finally:
        with contextlib.suppress(OSError):
            view = memoryview(answer)
            while view:
                view = view[os.write(pipe, view) :]
        os._exit(0)


def _all_of(pipe: int, until: float) -> bytes:
    """All that comes until the other side closes; nothing when the time is over first."""
    parts: list[bytes] = []
    while True:
        ready, _, _ = select.select([pipe], [], [], max(until - time.monotonic(), 0))
        if not ready:
            return b""
        piece = os.read(pipe, 1 << 20)
        if not piece:
            return b"".join(parts)
        parts.append(piece)


def _leave_network() -> None:
    """No network at all where the kernel grants it (Linux); the fetcher refuses it anyway."""
    with contextlib.suppress(Exception):
        unshare = ctypes.CDLL(None, use_errno=True).unshare
        if unshare(_CLONE_NEWNET) != 0:
            unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _bound() -> None:
    folder = tempfile.mkdtemp(prefix="binder-")
    os.chdir(folder)
    Path(folder).rmdir()  # the working directory is empty and takes no file
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(
                what, (limit, resource.RLIM_INFINITY if what == resource.RLIMIT_CPU else limit)
            )


def _exactly(pipe: int) -> bytes:
    """One frame from the parent."""
    _, size = _HEAD.unpack(_read(pipe, _HEAD.size))
    return _read(pipe, size)


def _read(pipe: int, size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        piece = os.read(pipe, min(size, 1 << 20))
        if not piece:
            os._exit(0)  # the parent is gone
        parts.append(piece)
        size -= len(piece)
    return b"".join(parts)


def _write(sink: int, kind: bytes, words: bytes) -> None:
    for data in (memoryview(_HEAD.pack(kind, len(words))), memoryview(words)):
        while data:
            data = data[os.write(sink, data) :]


if __name__ == "__main__":
    main()
    os._exit(0)
