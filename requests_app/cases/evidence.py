"""The files of a case: added, listed, looked at, taken, removed. The originals, byte for byte."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from requests_app.cases import made
from requests_app.cases.models import Case, Event
from requests_app.cases.occurrences import occurrence
from requests_app.cases.telling import reference
from requests_app.safety import audit, uploads
from requests_app.safety.limits import allow
from requests_app.safety.uploads import UploadRefused
from requests_app.vault import files
from requests_app.vault.models import SealedFile

MOST_FILES = 100
UPLOADS_AN_HOUR = 60


@dataclass(frozen=True)
class Evidence:
    """A file as the list shows it. `sha256` is that of the original, for whoever must check it."""

    id: uuid.UUID
    name: str
    content_type: str
    size: int
    sha256: str
    kept_at: datetime
    belongs_to: str
    remarks: tuple[str, ...]

    @property
    def is_picture(self) -> bool:
        """Whether it can be looked at here, made anew from its pixels."""
        return self.content_type in uploads.PICTURES

    @property
    def may_be_removed(self) -> bool:
        """What an entry of the timeline rests on stays as long as the case does."""
        return not self.belongs_to


def mark(case: Case) -> str:
    """The reference of a file that belongs to the case as a whole."""
    return f"evidence:{case.pk}"


def marks(case: Case) -> list[str]:
    """The references under which files of the case are kept."""
    events = Event.objects.for_owner(case.owner_id).filter(case=case).values_list("pk", flat=True)
    return [mark(case), reference(case), *(f"event:{pk}" for pk in events)]


def add(case: Case, upload: UploadedFile[Any]) -> Evidence:
    """Examine the file and keep it, once however often it is sent. Raises UploadRefused."""
    if not allow("upload", str(case.owner_id), UPLOADS_AN_HOUR, 3600):
        raise UploadRefused(_("So many files were sent within an hour that you must wait a while."))
    if (upload.size or 0) > uploads.LARGEST_FILE:
        raise UploadRefused(
            _("The file is larger than %(most)d MB.")
            % {"most": uploads.LARGEST_FILE // 1024 // 1024}
        )
    content = b"".join(upload.chunks())
    examined = uploads.examine(upload.name or "", content)
    known = of_case(case)
    for one in known:
        if one.sha256 == examined.sha256:
            return one
    if len(known) >= MOST_FILES:
        raise UploadRefused(_("A case can have %(most)d files at most.") % {"most": MOST_FILES})
    check_quota(case.owner_id, len(content))
    file = files.keep(
        case.owner_id,
        [content],
        name=examined.name,
        content_type=examined.content_type,
        reference=mark(case),
    )
    file.about = {**(file.about or {}), "found": dict(examined.found)}
    with transaction.atomic():
        file.save(update_fields=["about"])
        audit.record(case.owner_id, audit.Verb.FILE_KEPT, file.pk)
    return _evidence(file, {})


def check_quota(owner_id: uuid.UUID, more: int) -> None:
    """Raise UploadRefused if the person's files would take more room than is theirs."""
    # What the desk made of them goes by itself, and takes nobody's room for evidence.
    uploaded = SealedFile.objects.for_owner(owner_id).exclude(made.marked())
    used = uploaded.aggregate(all=Sum("size"))["all"] or 0
    if used + more > settings.UPLOAD_QUOTA_MB * 1_000_000:
        raise UploadRefused(
            _("Your files would take more than %(most)d MB in all; remove some first.")
            % {"most": settings.UPLOAD_QUOTA_MB}
        )


def of_case(case: Case) -> list[Evidence]:
    """All files of the case, the newest first."""
    events = {f"event:{event.pk}": event for event in case.events.all()}
    found = SealedFile.objects.for_owner(case.owner_id).filter(reference__in=marks(case))
    return [_evidence(file, events) for file in found.order_by("-kept_at")]


def file_of(case: Case, file_id: uuid.UUID) -> SealedFile | None:
    """A file of the case; None for another case's, another person's, and none."""
    found = SealedFile.objects.for_owner(case.owner_id).filter(reference__in=marks(case))
    return found.filter(pk=file_id).first()


def shown(file: SealedFile) -> tuple[bytes, str]:
    """The picture made anew, and its type; raises UploadRefused for what is no picture."""
    content_type = (file.about or {}).get("type", "")
    if content_type not in uploads.PICTURES:
        raise UploadRefused(_("This file is no picture."))
    return uploads.picture(content_type, files.read(file)), content_type


def remove(case: Case, file: SealedFile) -> bool:
    """Remove the file for good; False if an entry of the timeline rests on it."""
    told = {(event.details or {}).get("file") for event in case.events.all()}
    if file.reference.startswith("event:") or str(file.pk) in told:
        return False
    gone = file.pk
    files.remove(file)
    audit.record(case.owner_id, audit.Verb.FILE_REMOVED, gone)
    return True


def _evidence(file: SealedFile, events: dict[str, Event]) -> Evidence:
    about = file.about or {}
    event = events.get(file.reference)
    return Evidence(
        id=file.pk,
        name=about.get("name", ""),
        content_type=about.get("type", ""),
        size=file.size,
        sha256=about.get("sha256", ""),
        kept_at=file.kept_at,
        belongs_to=str(occurrence(event.kind).label) if event else "",
        remarks=tuple(uploads.remarks(about.get("found", {}))),
    )
