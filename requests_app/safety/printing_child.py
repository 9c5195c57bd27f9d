"""Starts a script of ours that prints, as a child that inherits next to nothing.

It learns no key, password or address of this process: of the environment it gets what finds
libraries and fonts, and no more. It bounds itself by `confine` in `safety/confined.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_KEPT = ("PATH", "HOME", "XDG_CACHE_HOME", "FONTCONFIG_PATH", "FONTCONFIG_FILE")


def start(script: Path, **environment: str) -> subprocess.Popen[bytes]:
    """The child, in a session of its own; it is talked to by its standard input and output."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT or name.startswith(("LD_", "DYLD_"))
    }
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
        [sys.executable, "-I", str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        bufsize=0,
        env=kept | {"LANG": "C.UTF-8"} | environment,
    )
