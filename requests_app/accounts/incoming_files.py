"""The files of an export: each examined as if it were sent by itself, then kept."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator

from django.utils.translation import gettext as _

from requests_app.accounts.incoming_archive import Archive, ArchiveRefused
from requests_app.accounts.models import User
from requests_app.accounts.own_data import Export, FileData
from requests_app.cases import originals
from requests_app.cases import own_data as cases
from requests_app.cases.evidence import check_quota
from requests_app.safety import uploads
from requests_app.safety.plain_data import Misfit
from requests_app.vault import files
from requests_app.vault.models import SealedFile

# Somebody waits for the page, behind a proxy that may wait for a minute.
EXAMINING_SECONDS = 45.0
LONGEST_NAME = 255
# Marks of what came with a reply (`cases.originals`); all else came as evidence.
_REPLIED = ("case", "event")


class IncomingFiles:
    """What an export holds of files. First `check`, then `examine`, then `keep`."""

    def __init__(self, archive: Archive, export: Export) -> None:
        self._archive, self._export = archive, export
        self._examined: list[tuple[FileData, uploads.Examined]] = []
        # How many were not reached in the time there is; they come in the next time.
        self.left = 0

    def check(self) -> None:
        """Raise Misfit unless each stands in the archive once, as long as it should be."""
        paths = set()
        for number, file in enumerate(self._export.files):
            place = f"files[{number}]"
            if len(file.name) > LONGEST_NAME:
                raise Misfit(place, _("its name is too long."))
            if file.path in paths:
                raise Misfit(place, _("this file is there twice."))
            paths.add(file.path)
            if file.size > uploads.LARGEST_FILE:
                raise Misfit(place, _("it is too large."))
            if self._archive.size(file.path) != file.size:
                raise _other(place)

    def examine(self, person: User) -> None:
        """Look at each that this person does not have, as far as time allows.

        Raises ArchiveRefused if there is no room for them, or an upload like one of them would be
        refused, and Misfit if one is not what was exported. Nothing is written here.
        """
        missing = self._missing(person)
        try:
            check_quota(person.pk, sum(file.size for file in missing))
        except uploads.UploadRefused as error:
            raise ArchiveRefused(str(error)) from error
        until = time.monotonic() + EXAMINING_SECONDS
        for number, file in enumerate(missing):
            # One at least, so that each time something comes in.
            if number and time.monotonic() > until:
                self.left = len(missing) - number
                break
            self._examined.append((file, self._look_at(file)))

    def keep(self, person: User) -> int:
        """Keep what was examined, after the cases it belongs to; how many files were added."""
        there = set(_there(person))
        added = 0
        for file, examined in self._examined:
            reference = _reference(person, file)
            if (reference, file.sha256) not in there:
                there.add((reference, file.sha256))
                self._keep(person, file, examined, reference)
                added += 1
        return added

    def _missing(self, person: User) -> list[FileData]:
        export = self._export
        coming = {case.submission for case in export.cases}
        coming |= {event.submission for case in export.cases for event in case.events}
        there = set(_there(person))
        # The same content for the same thing is kept once.
        found: dict[object, FileData] = {}
        for file in export.files:
            reference = _reference(person, file)
            owner = file.belongs_to
            awaited = owner is not None and not reference and owner.submission in coming
            if awaited or (reference, file.sha256) not in there:
                found.setdefault((owner, file.sha256), file)
        return list(found.values())

    def _look_at(self, file: FileData) -> uploads.Examined:
        """As the door does through which it would have come: with a reply, or as evidence."""
        content = self._content(file)
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise _other(f"files[{self._export.files.index(file)}]")
        replied = file.belongs_to is not None and file.belongs_to.kind in _REPLIED
        examine = originals.examine if replied else uploads.examine
        try:
            return examine(file.name, content)
        except uploads.UploadBusy as error:
            raise ArchiveRefused(str(error)) from error
        except uploads.UploadRefused as error:
            raise Misfit(uploads.clean_name(file.name) or file.path, str(error)) from error

    def _content(self, file: FileData) -> bytes:
        return self._archive.content(file.path, uploads.LARGEST_FILE)

    def _keep(
        self, person: User, file: FileData, examined: uploads.Examined, reference: str
    ) -> None:
        kept = files.keep(
            person.pk,
            [self._content(file)],
            name=examined.name,
            content_type=examined.content_type,
            reference=reference,
        )
        kept.about = {**kept.about, "found": dict(examined.found)}
        kept.kept_at = file.kept_at
        kept.save(update_fields=["about", "kept_at"])


def _other(place: str) -> Misfit:
    return Misfit(place, _("the file is not the one that was exported."))


def _reference(person: User, file: FileData) -> str:
    if file.belongs_to is None:
        return ""
    return cases.reference_of_file(person.pk, file.belongs_to)


def _there(person: User) -> Iterator[tuple[str, str]]:
    """What each of the person's files belongs to, and its fingerprint."""
    for row in SealedFile.objects.for_owner(person):
        yield row.reference, row.about["sha256"]
