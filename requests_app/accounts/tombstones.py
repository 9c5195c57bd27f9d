"""Proof of erasures, beside the database: what a restored backup does not know is done again.

A tombstone is a row of the database and a line of the file erasures.log under the var folder. The
row is written in the transaction of the erasure; the line follows, and what a crash kept from
following is added by the daily pass. After a restore the file knows more than the database:
`manage.py restore_tombstones` erases those people again before the site opens. A line holds random
ids and a time, nothing that says who it was.
"""

from __future__ import annotations

import fcntl
import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from requests_app.accounts.rights_models import Tombstone


class TombstonesUnreadable(ValueError):
    """The file of tombstones is damaged; the message is one sentence."""


@dataclass(frozen=True)
class Mark:
    """One erasure."""

    id: uuid.UUID
    person: uuid.UUID
    at: datetime
    reason: str

    @classmethod
    def of(cls, row: Tombstone) -> Mark:
        return cls(row.pk, row.person, row.at, row.reason)

    @property
    def line(self) -> str:
        return json.dumps(
            {
                "id": str(self.id),
                "person": str(self.person),
                "at": self.at.isoformat(),
                "reason": self.reason,
            }
        )


def path() -> Path:
    """Where the file is. Back it up like the database, and keep its newest copy for a restore."""
    return Path(settings.VAR_DIR) / "erasures.log"


def read(file: Path) -> Iterator[Mark]:
    """The marks in the file; raises TombstonesUnreadable for a damaged line but the last.

    The last may have been cut off by a crash: then its row still stands in the database.
    """
    if not file.exists():
        return
    lines = file.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            yield Mark(
                uuid.UUID(data["id"]),
                uuid.UUID(data["person"]),
                datetime.fromisoformat(data["at"]),
                str(data["reason"])[:30],
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            if number == len(lines):
                return
            raise TombstonesUnreadable(f"{file}: line {number} is no tombstone.") from None


def write_missing() -> int:
    """Add to the file what it lacks of the database's tombstones; how many."""
    file = path()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "r+b") as out:
        fcntl.flock(out, fcntl.LOCK_EX)  # until it is closed
        known = {mark.person for mark in read(file)}
        missing = [row for row in Tombstone.objects.order_by("at") if row.person not in known]
        if missing:
            whole = out.read().rfind(b"\n") + 1
            # A line that a crash cut off is written anew: its row still stands.
            out.seek(whole)
            out.truncate()
            out.write("".join(Mark.of(row).line + "\n" for row in missing).encode())
            out.flush()
            os.fsync(out.fileno())
    return len(missing)
