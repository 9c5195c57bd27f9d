"""Mails of signing in on an instance without a mail server: files, for as long as a code is valid.

Unlike the note that stands for a reminder, such a file names an address and holds a code. It is
there for whoever tries an instance out, and goes with the next mail, within a day, and at once when
somebody is erased.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from django.conf import settings

PREFIX = "sign-in."
VALID_FOR = 15 * 60


def forget(older_than: float = 0) -> int:
    """Remove those written more than so many seconds ago; how many."""
    removed = 0
    for file in Path(settings.MAIL_FOLDER).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if file.stat().st_mtime <= time.time() - older_than:
                file.unlink()
                removed += 1
    return removed


def forget_old() -> int:
    """Remove those whose code is valid no more; how many."""
    return forget(VALID_FOR)
