"""Examines all hostile uploads in a process of its own, and says what became of them.

    python -m tests.safety.hostile_run

Prints one JSON object: `tried`, `wrong` (what ended otherwise than it should), `peak` (the most
memory the process had, in bytes). A process of its own, because a test run's own peak is whatever
the tests before it needed.
"""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django


def peak() -> int:
    """The most memory this program has had since it began, in bytes."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("this system does not tell how much memory was used")


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from requests_app.safety import sandbox, uploads
    from requests_app.safety.uploads import UploadRefused
    from tests.safety import hostile

    def outcome(upload: hostile.Upload) -> str:
        try:
            found = uploads.examine(upload.name, upload.content)
        except UploadRefused:
            return "refused"
        return "seen" if uploads.remarks(found.found) else "kept"

    tried = hostile.uploads()
    with ThreadPoolExecutor(sandbox.AT_ONCE) as pool:
        became = list(pool.map(outcome, tried))
    wrong = [
        f"{upload.what}: {one}, not {upload.becomes}"
        for upload, one in zip(tried, became, strict=True)
        if one != upload.becomes
    ]
    print(json.dumps({"tried": len(tried), "wrong": wrong, "peak": peak()}))


if __name__ == "__main__":
    main()
