"""Has a mail read in a child process that can do nothing else (safety.sandbox)."""

from __future__ import annotations

from pathlib import Path

from requests_app.cases.mail_text import MAX_BYTES, Mail
from requests_app.safety import sandbox

_CHILD = Path(__file__).with_name("mail_child.py")
_UNREADABLE = Mail(readable=False, trouble=("unreadable",))
_BEGINNINGS = (b"received:", b"return-path:", b"delivered-to:", b"from:", b"message-id:")


def read(raw: bytes) -> Mail:
    """What could be read of this mail; never raises. A mail that hangs or floods its child is
    given up and comes back as unreadable: the original is kept elsewhere, before this."""
    if len(raw) > MAX_BYTES:
        return Mail(readable=False, trouble=("too_large",))
    try:
        found, _made = sandbox.run(_CHILD, "mail", raw)
        return Mail.from_data(found)
    except (sandbox.SandboxError, OSError, ValueError, KeyError, TypeError):
        return _UNREADABLE


def is_mail(name: str, raw: bytes) -> bool:
    """Whether a file is to be read as a mail: by its name, or by how it begins."""
    return name.casefold().endswith(".eml") or raw[:2000].lstrip().lower().startswith(_BEGINNINGS)
