"""Files that their owner alone reads, and that nobody ever sees half written.

Nothing here asks for settings: they read their own secret by it.
"""

import contextlib
import os
import secrets
from pathlib import Path


def create(path: Path, data: bytes) -> None:
    """A new file (mode 0600), on the disk when this returns.

    Raises FileExistsError, and other OSErrors, with nothing overwritten.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def create_whole(path: Path, data: bytes) -> bool:
    """The file with all of its content at once; False, untouched, where there is one already.

    For what several processes may make at the same moment: one of them wins, and the others
    find the winner's file whole. Raises OSError when it cannot be written.
    """
    draft = _draft(path, data)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:  # a memory stick's file system knows no links: whole or not, it must be there
        return _create_plainly(path, data)
    finally:
        draft.unlink()
    sync_folder(path.parent)
    return True


def replace(path: Path, data: bytes) -> None:
    """The file anew, in one step; raises OSError, with the old one as it was, if it cannot be."""
    draft = _draft(path, data)
    try:
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have names made or changed in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _create_plainly(path: Path, data: bytes) -> bool:
    try:
        create(path, data)
    except FileExistsError:
        return False
    sync_folder(path.parent)
    return True


def _draft(path: Path, data: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        create(draft, data)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    return draft
