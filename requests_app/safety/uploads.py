"""What may be uploaded, and what is found out about it before it is kept.

Allowed is what stands in KINDS, by content and by name. The content is only ever parsed in a child
process that can do nothing else (`safety.sandbox`). What is kept is the original, byte for byte,
since it is evidence; what is shown is at most a picture made anew from its pixels.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app.safety import sandbox

LARGEST_FILE = 25 * 1024 * 1024
LONGEST_NAME = 120
_CHILD = Path(__file__).with_name("upload_child.py")


class UploadRefused(ValueError):
    """A file that is not taken; the message is one sentence."""


class UploadBusy(UploadRefused):
    """A file that could not be looked at just now; later it may well be taken."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how its name may end, how it begins, and what examines it."""

    task: str
    content_type: str
    endings: tuple[str, ...]
    begins: bytes = b""


KINDS = (
    Kind("pdf", "application/pdf", (".pdf",), b"%PDF-"),
    Kind("PNG", "image/png", (".png",), b"\x89PNG\r\n\x1a\n"),
    Kind("JPEG", "image/jpeg", (".jpg", ".jpeg"), b"\xff\xd8\xff"),
    Kind("mail", "message/rfc822", (".eml",)),
    Kind("text", "text/plain; charset=utf-8", (".txt",)),
    Kind(
        "document",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (".docx",),
        b"PK\x03\x04",
    ),
)
PICTURES = ("image/png", "image/jpeg")

_WHY: dict[str, str | Promise] = {
    "content": gettext_lazy("The content is not what the name of the file says."),
    "broken": gettext_lazy("The file is damaged or not what its name says."),
    "pixels": gettext_lazy("The picture has more than 40 million pixels; make it smaller."),
    "pages": gettext_lazy("The PDF has no page, or more than 300; take the pages that matter."),
    "packed": gettext_lazy("The file unpacks to far more than it seems to be, and is not taken."),
    "too_much": gettext_lazy("The file is too complex to be examined, and is not taken."),
    "macro": gettext_lazy("The document holds a program or another archive, and is not taken."),
}
# What a PDF would do by itself if a viewer let it.
ACTIVE: dict[str, str | Promise] = {
    "script": gettext_lazy("a script"),
    "launch": gettext_lazy("a command that starts a program"),
    "attachment": gettext_lazy("another file inside"),
    "media": gettext_lazy("film or sound"),
    "form": gettext_lazy("a form with a program"),
    "opening": gettext_lazy("something that happens when it is opened"),
    "submission": gettext_lazy("something that sends data"),
}


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be kept. `found` is what is worth saying of it (see `remarks`)."""

    name: str
    content_type: str
    size: int
    sha256: str
    found: Mapping[str, Any] = field(default_factory=dict)


def examine(name: str, content: bytes) -> Examined:
    """What the file is; raises UploadRefused for what is not taken."""
    clean = clean_name(name)
    kind = _kind(clean)
    if not content:
        raise UploadRefused(_("The file is empty."))
    if len(content) > LARGEST_FILE:
        raise UploadRefused(
            _("The file is larger than %(most)d MB.") % {"most": LARGEST_FILE // 1024 // 1024}
        )
    if not content.startswith(kind.begins):
        raise UploadRefused(str(_WHY["content"]))
    found, _nothing = _examined(kind.task, content)
    return Examined(
        name=clean,
        content_type=kind.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        found=found,
    )


def picture(content_type: str, content: bytes) -> bytes:
    """A picture made anew from its pixels, at most 1600 a side; raises UploadRefused."""
    kind = next(kind for kind in KINDS if kind.content_type == content_type)
    _nothing, made = _examined(f"{kind.task}-shown", content)
    return made


def _examined(task: str, content: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        found, made = sandbox.run(_CHILD, task, content)
    except sandbox.Busy:
        raise UploadBusy(
            _("Too many files are being examined just now; please try again in a minute.")
        ) from None
    except sandbox.SandboxError:
        raise UploadRefused(str(_WHY["too_much"])) from None
    if "refused" in found:
        raise UploadRefused(str(_WHY.get(found["refused"], _WHY["broken"])))
    return found, made


def _kind(name: str) -> Kind:
    for kind in KINDS:
        if name.casefold().endswith(kind.endings):
            return kind
    allowed = ", ".join(ending for kind in KINDS for ending in kind.endings)
    raise UploadRefused(
        _("This kind of file is not taken; allowed are %(list)s.") % {"list": allowed}
    )


def clean_name(name: str) -> str:
    """The name as it may be shown: no folder, no control or direction mark, not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C"
    ).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not stem:
        return kept[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending[:10]}"


def remarks(found: Mapping[str, Any]) -> list[str]:
    """What whoever opens the file should know of it, as sentences."""
    said = []
    active = [str(ACTIVE[key]) for key in found.get("active", ()) if key in ACTIVE]
    if active:
        said.append(_("Open it with care. It holds: %(list)s.") % {"list": ", ".join(active)})
    if found.get("password"):
        said.append(_("It is protected by a password and could not be looked into."))
    if found.get("had_metadata"):
        said.append(_("The picture holds data on where or how it was taken; it stays in the file."))
    return said
