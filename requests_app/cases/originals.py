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
    if name.casefold().endswith(".eml"):
        # A mail is kept before anybody looks into it, however broken it is.
        content_type = "message/rfc822"
    else:
        try:
            content_type = uploads.examine(name, content).content_type
        except uploads.UploadRefused as error:
            raise NotTaken(str(error)) from error
    if not content:
        raise NotTaken(_("The file is empty."))
    try:
        evidence.check_quota(case.owner_id, len(content))
    except uploads.UploadRefused as error:
        raise NotTaken(str(error)) from error
    digest = hashlib.sha256(content).hexdigest()
    for known in of_case(case):
        if known.sha256 == digest:
            return known
    file = files.keep(
        case.owner_id, [content], name=name, content_type=content_type, reference=reference(case)
    )
    return _original(file)


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
