"""The export as a ZIP archive, made while it is sent: nothing of it ever stands on the disk."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from requests_app.accounts.models import User
from requests_app.accounts.own_data import Gathered, audit_extract, gather
from requests_app.cases.models import Letter
from requests_app.cases.queries import text_of
from requests_app.letters.errors import LetterError
from requests_app.letters.render import file_name, render_pdf, render_text
from requests_app.safety.plain_data import write
from requests_app.vault import files

DATA, AUDIT = "data.json", "audit.json"


class _Outlet(io.RawIOBase):
    """Takes what the archive writes and gives it on at once."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        """What has come since the last call."""
        given = bytes(self._waiting)
        self._waiting.clear()
        return given


def archive(person: User) -> Iterator[bytes]:
    """The pieces of the archive; the first call of `next` has read all that stands in data.json.

    Raises VaultError before the first piece if a text does not open, and midway if a file does not:
    then the download breaks off instead of looking whole.
    """
    return _pieces(person, gather(person))


def _pieces(person: User, gathered: Gathered) -> Iterator[bytes]:
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as packed:
        _add(packed, "README.txt", _readme().encode())
        _add(packed, DATA, _json(write(gathered.export)))
        _add(packed, AUDIT, _json(write(list(audit_extract(person)))))
        yield outlet.taken()
        names: set[str] = set()
        for letter in gathered.letters:
            name, content = _letter(letter)
            _add(packed, _unused(names, f"letters/{name}"), content)
            yield outlet.taken()
        for path, row in gathered.files:
            with packed.open(_entry(path, row.kept_at), "w", force_zip64=True) as member:
                for piece in files.chunks(row):
                    member.write(piece)
                    yield outlet.taken()
    yield outlet.taken()


def _letter(letter: Letter) -> tuple[str, bytes]:
    """Name and content: the PDF, or the plain text of a letter that can no longer be printed."""
    try:
        text = text_of(letter)
        try:
            return file_name(text, "pdf"), render_pdf(text)
        except LetterError:
            return file_name(text, "txt"), render_text(text).encode()
    except (LetterError, TypeError, KeyError, ValueError):
        # Kept by an older version in a form that is not known any more: its words at least.
        name = f"{letter.dated.isoformat()}-{letter.kind}.txt"
        return name, f"{letter.subject}\n\n{letter.body}\n".encode()


def _unused(names: set[str], wanted: str) -> str:
    name, number = wanted, 1
    while name in names:
        number += 1
        name = re.sub(r"(\.\w+)$", rf"-{number}\1", wanted)
    names.add(name)
    return name


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    packed.writestr(_entry(name), content)


def _entry(name: str, at: datetime | None = None) -> zipfile.ZipInfo:
    moment = at.timetuple()[:6] if at and at.year >= 1980 else time.gmtime()[:6]
    entry = zipfile.ZipInfo(name, moment)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _readme() -> str:
    lines = [
        _("Everything that this desk keeps about you."),
        "",
        _("data.json: all of it as data; docs/export.schema.json of DSR Desk describes its form."),
        _("audit.json: what was done in your account, and when."),
        _("letters: your letters as PDF."),
        _("files: what you uploaded, as it was."),
        "",
        _("Another DSR Desk takes this archive over: Settings, Your data, Take over an export."),
        _("Whoever has this file can read all of it. Keep it where nobody else comes."),
    ]
    return "\n".join(lines) + "\n"
