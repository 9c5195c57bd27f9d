"""Files that this desk made for somebody to take away: letters together, a complaint's file.

A job makes them (safety.jobs), they lie sealed like any other file, and go a day later: they can
be made again at any time. They are no part of an export for the same reason.
"""

from __future__ import annotations

import functools
import operator
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.http import Http404, StreamingHttpResponse
from django.utils import timezone

from requests_app.safety import audit
from requests_app.safety.job_table import Job
from requests_app.vault import files
from requests_app.vault.errors import VaultError
from requests_app.vault.models import SealedFile
from requests_app.vault.stream import OpenedStream

KEPT_FOR = timedelta(hours=24)
# The kinds of jobs that make them. A complaint's file is named after its case.
BUNDLE, LETTERS = "bundle", "letters"
KINDS = (BUNDLE, LETTERS)


def reference(kind: str, thing: uuid.UUID) -> str:
    """The mark on the files that a job of this kind makes for this thing."""
    return f"{kind}:{thing}"


def marked(kinds: Iterable[str] = KINDS) -> Q:
    """The condition that picks such files among all others."""
    return functools.reduce(operator.or_, (Q(reference__startswith=f"{kind}:") for kind in kinds))


def keep(owner_id: uuid.UUID, mark: str, made: Iterable[tuple[str, str, bytes]]) -> list[uuid.UUID]:
    """Keep what was made (name, type, content) in place of what was there; the new files' ids."""
    old = list(SealedFile.objects.for_owner(owner_id).filter(reference=mark))
    kept = [
        files.keep(owner_id, [content], name=name, content_type=content_type, reference=mark)
        for name, content_type, content in made
    ]
    for file in old:
        files.remove(file)
    return [file.pk for file in kept]


def until(job: Job) -> datetime | None:
    """The moment up to which what the job made may be taken; None while it has not ended."""
    return job.ended_at + KEPT_FOR if job.ended_at else None


def of_job(job: Job) -> list[SealedFile]:
    """What the job made, by name; nothing once its day is over."""
    end = until(job)
    if job.state != Job.DONE or end is None or timezone.now() > end:
        return []
    found = SealedFile.objects.for_owner(job.owner_id).filter(pk__in=job.results)
    return sorted(found, key=lambda file: str((file.about or {}).get("name", "")))


def download(owner_id: uuid.UUID, mark: str, file_id: uuid.UUID) -> StreamingHttpResponse:
    """The file as an attachment, unsealed while it is sent; Http404 for another's and for none."""
    file = SealedFile.objects.for_owner(owner_id).filter(pk=file_id, reference=mark).first()
    if file is None:
        raise Http404
    about = file.about or {}
    try:
        stream = files.opened(file)
    except VaultError:
        raise Http404 from None
    response = StreamingHttpResponse(_Pieces(stream), content_type=about["type"])
    response.headers["Content-Length"] = str(file.size)
    response.headers["Content-Disposition"] = f'attachment; filename="{about["name"]}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    audit.record(owner_id, audit.Verb.FILE_TAKEN, file.pk)
    return response


class _Pieces:
    """The content in pieces; closed with the answer, also where nobody reads it (HEAD)."""

    def __init__(self, stream: OpenedStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        return self._stream.chunks()

    def close(self) -> None:
        self._stream.close()


def forget_old() -> int:
    """Remove what nobody came for within a day, and a day later what told of it; how many files."""
    before = timezone.now() - KEPT_FOR
    old = list(SealedFile.objects.across_owners().filter(marked(), kept_at__lt=before))
    for file in old:
        files.remove(file)
    told = Job.objects.across_owners().filter(kind__in=KINDS)
    told.filter(ended_at__lt=before - KEPT_FOR).delete()
    return len(old)
