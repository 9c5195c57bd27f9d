"""On SQLite one process sends at a time, held by a lock that the system lets go when it dies.

SQLite has one writer. With several senders each would wait for the others between the server's
answer and noting it, and that is the moment in which a crash costs a second copy.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


def needed() -> bool:
    """Whether this database wants a sole sender."""
    return connection.vendor == "sqlite"


@contextmanager
def sole_sender() -> Iterator[bool]:
    """Whether this process may send now; never waits."""
    if not needed():
        yield True
        return
    folder = Path(settings.VAR_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / "sender.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
