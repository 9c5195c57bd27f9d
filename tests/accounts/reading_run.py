"""Reads an archive in a process of its own, and says what became of it and what that took.

    python -m tests.accounts.reading_run ARCHIVE

Prints one JSON object: `said` (why it was refused, or nothing), `cases` (how many were read),
`before` and `peak` (the most memory the process had until then, and at the end, in bytes).
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django

from tests.safety.hostile_run import peak


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from requests_app.accounts.incoming import ArchiveRefused, Incoming

    said, cases, before = "", 0, peak()
    with Path(sys.argv[1]).open("rb") as file:
        try:
            cases = len(Incoming(file).export.cases)
        except ArchiveRefused as error:
            said = str(error)
    print(json.dumps({"said": said, "cases": cases, "before": before, "peak": peak()}))


if __name__ == "__main__":
    main()
