"""What came from the company, as it came: kept sealed before anything is read from it."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from requests_app.cases import evidence
from requests_app.cases.models import Case, Event
from requests_app.cases.telling import reference
from requests_app.safety import uploads
from requests_app.safety.limits import allow
from requests_app.vault import files
from requests_app.vault.models import SealedFile


class NotTaken(ValueError):
    """A file that is not kept; the message is one sentence."""


@dataclass(frozen=True)
class Original:
    """A file as it came: its name as given, its size in bytes, its fingerprint."""

    id: uuid.UUID
    name: str
    size: int
    sha256: str


def keep(case: Case, upload: UploadedFile[Any]) -> Original:
    """Keep the file, once however often it is sent. Raises NotTaken."""
    name = uploads.clean_name(upload.name or "file")
    if not allow("upload", str(case.owner_id), evidence.UPLOADS_AN_HOUR, 3600):
        raise NotTaken(_("So many files were sent within an hour that you must wait a while."))
    if (upload.size or 0) > uploads.LARGEST_FILE:
        raise NotTaken(
            _("The file is larger than %(most)d MB.")
            % {"most": uploads.LARGEST_FILE // 1024 // 1024}
        )
    content = b"".join(upload.chunks())
    try:
        examined = examine(name, content)
        evidence.check_quota(case.owner_id, len(content))
    except uploads.UploadRefused as error:
        raise NotTaken(str(error)) from error
    for known in of_case(case):
        if known.sha256 == examined.sha256:
            return known
    file = files.keep(
        case.owner_id,
        [content],
        name=examined.name,
        content_type=examined.content_type,
        reference=reference(case),
    )
    file.about = {**(file.about or {}), "found": dict(examined.found)}
    file.save(update_fields=["about"])
    return _original(file)


def examine(name: str, content: bytes) -> uploads.Examined:
    """What the file is; raises UploadRefused for what is not taken.

    A mail is kept before anybody looks into it, however broken it is.
    """
    clean = uploads.clean_name(name)
    if not clean.casefold().endswith(".eml"):
        return uploads.examine(name, content)
    if not content:
        raise uploads.UploadRefused(_("The file is empty."))
    digest = hashlib.sha256(content).hexdigest()
    return uploads.Examined(clean, "message/rfc822", len(content), digest)


def of_case(case: Case) -> list[Original]:
    """The files of a case whose meaning nobody has told yet."""
    found = SealedFile.objects.for_owner(case.owner_id).filter(reference=reference(case))
    return [_original(file) for file in found]


def belongs_to(original: Original, event: Event) -> None:
    """From now on the file belongs to this event: it says what the file means."""
    SealedFile.objects.for_owner(event.owner_id).filter(pk=original.id).update(
        reference=f"event:{event.pk}"
    )


def of_id(case: Case, file_id: str) -> Original | None:
    """A file of this case that no event has yet; None for another's and for none."""
    return next((one for one in of_case(case) if str(one.id) == file_id), None)


def content_of(case: Case, original: Original) -> bytes:
    """The bytes as they came."""
    file = SealedFile.objects.for_owner(case.owner_id).get(pk=original.id)
    return files.read(file)


def _original(file: SealedFile) -> Original:
    about = file.about or {}
    return Original(file.pk, about.get("name", ""), file.size, about.get("sha256", ""))
