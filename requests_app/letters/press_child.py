"""The press itself: a process that turns HTML into PDF and can do nothing else.

Started by ``press`` as a script, never imported by it. It keeps WeasyPrint, the fonts and the
parsed style sheets warm and sets one letter after another from its standard input. It has no
network, may write no file, opens nothing but our own font files and style sheets, and has bounds
on memory, processor time and wall time; the last two begin anew with each letter, because
RLIMIT_CPU counts over the life of a process. Where a bound is passed the process dies: the
parent notices and starts another.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import json
import os
import resource
import select
import shutil
import signal
import struct
import time
from pathlib import Path
from typing import Any

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 10
WALL_SECONDS = 15
IDLE_SECONDS = 900

_HEAD = struct.Struct(">cI")
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


class ParentGone(Exception):
    """Nobody is left to print for."""


def main() -> None:
    parent = os.getppid()
    source, sink = _own_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _leave_network()
    with contextlib.suppress(OSError):
        os.nice(5)
    try:
        _, words = _read(source, parent)
        setter = _Setter(json.loads(words))
        _bound()
        _write(sink, b"R", b"")
        while True:
            _, words = _read(source, parent)
            _fresh_time()
            kind, answer = setter.set(json.loads(words))
            signal.setitimer(signal.ITIMER_REAL, 0)
            _write(sink, kind, answer)
            if kind == b"M":
                return
    except (ParentGone, BrokenPipeError):
        return


def _own_pipes() -> tuple[int, int]:
    """The pipes to the parent; what a library prints goes nowhere."""
    source, sink = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    return source, sink


def _leave_network() -> None:
    """No network at all where the kernel grants it (Linux); the fetcher refuses it anyway."""
    with contextlib.suppress(Exception):
        unshare = ctypes.CDLL(None, use_errno=True).unshare
        if unshare(_CLONE_NEWNET) != 0:
            unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _bound() -> None:
    """Bounds for the life of the process, once everything is loaded."""
    os.chdir("/")
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (limit, limit))


def _fresh_time() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, WALL_SECONDS)


class _Setter:
    def __init__(self, stock: dict[str, Any]) -> None:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        faces = stock["faces"]
        files = {Path(face[3]).as_uri() for face in faces}

        class OurFonts(URLFetcher):  # type: ignore[misc]
            def fetch(self, url: str, headers: Any = None) -> Any:
                if url not in files:
                    raise ValueError("not one of our fonts")
                return super().fetch(url, headers)

        class Nothing(URLFetcher):  # type: ignore[misc]
            """Refuses everything but the one picture that came with the letter."""

            picture: bytes | None = None

            def fetch(self, url: str, headers: Any = None) -> Any:
                if url == "signature:" and self.picture is not None:
                    return URLFetcherResponse(url, self.picture, {"Content-Type": "image/png"})
                raise ValueError("a letter opens nothing")

        self._html, self._css = HTML, CSS
        self._fonts = FontConfiguration()
        self._nothing = Nothing
        our_fonts = OurFonts(allow_redirects=False)
        face_rules = "".join(
            f"@font-face {{ font-family: {family}; font-style: {style}; font-weight: {weight};"
            f" src: url({Path(file).as_uri()}) }}\n"
            for family, style, weight, file in faces
        )
        self._sheets = {
            layout: [CSS(string=face_rules + words, url_fetcher=our_fonts, font_config=self._fonts)]
            for layout, words in stock["sheets"].items()
        }
        for layout in self._sheets:
            self.set({"html": stock["first"], "layout": layout, "signature": None})

    def set(self, letter: dict[str, Any]) -> tuple[bytes, bytes]:
        """``b"P"`` and the PDF; ``b"E"`` and why not; ``b"M"`` when memory ran out."""
        fetcher = self._nothing(allow_redirects=False)
        if letter["signature"]:
            fetcher.picture = base64.b64decode(letter["signature"])
        try:
            page = self._html(string=letter["html"], url_fetcher=fetcher)
            made = page.write_pdf(
                stylesheets=self._sheets[letter["layout"]],
                font_config=self._fonts,
                pdf_variant="pdf/ua-1",
                cache={},  # pictures stay in memory: this process writes no file
            )
        except MemoryError:
            return b"M", b""
        except Exception as trouble:
            return b"E", type(trouble).__name__.encode()
        return b"P", made


def _read(source: int, parent: int) -> tuple[bytes, bytes]:
    head = _exactly(source, _HEAD.size, parent)
    kind, size = _HEAD.unpack(head)
    return kind, _exactly(source, size, parent)


def _exactly(source: int, size: int, parent: int) -> bytes:
    parts: list[bytes] = []
    idle_since = time.monotonic()
    while size:
        ready, _, _ = select.select([source], [], [], 2.0)
        if not ready:
            # A sibling forked from the parent may hold our pipe open after the parent is gone.
            if os.getppid() != parent or time.monotonic() - idle_since > IDLE_SECONDS:
                raise ParentGone
            continue
        part = os.read(source, min(size, 1 << 20))
        if not part:
            raise ParentGone
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _write(sink: int, kind: bytes, words: bytes) -> None:
    data = memoryview(_HEAD.pack(kind, len(words)) + words)
    while data:
        data = data[os.write(sink, data) :]


if __name__ == "__main__":
    main()
    # The folder our parent made for this process alone holds the fonts' working copies.
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os._exit(0)
