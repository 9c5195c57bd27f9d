"""Runs in a child of `safety.sandbox`, never in the site: bounds this process for good.

Whatever libraries are needed must be loaded before. Afterwards no file, pipe or socket can be
opened any more: the number of open files is bounded to those that are open.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import struct
import sys
from typing import Any

MEMORY_BYTES = 640 * 1024 * 1024
CPU_SECONDS = 12
_HEAD = struct.Struct(">II")
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_NO_NEW_PRIVILEGES = 38


def confine() -> None:
    """From here on this process can compute, read its input and write its answer."""
    _leave_network()
    with contextlib.suppress(OSError):
        os.nice(5)
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (limit, limit))


def _leave_network() -> None:
    with contextlib.suppress(Exception):
        library = ctypes.CDLL(None, use_errno=True)
        if library.unshare(_CLONE_NEWNET) != 0:
            library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
        library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def data() -> bytes:
    """What was given to work on."""
    return sys.stdin.buffer.read()


def answer(found: dict[str, Any], made: bytes = b"") -> None:
    """Give back what was found and made."""
    told = json.dumps(found).encode()
    sys.stdout.buffer.write(_HEAD.pack(len(told), len(made)) + told + made)
    sys.stdout.buffer.flush()
