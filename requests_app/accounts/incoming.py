"""An export of another instance, or of this one, that a person hands in: checked, then taken over.

Nothing is unpacked: what data.json names is read in place, within limits, and all else in the
archive is left alone. Everything is checked before the first row is written. Each case is then
taken over in a transaction of its own; handing the same archive in again carries on, and changes
nothing about what is there.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from requests_app.accounts.archive import DATA
from requests_app.accounts.models import User, validate_time_zone
from requests_app.accounts.own_data import FORMAT, VERSION, Export, FileData, SettingsData
from requests_app.accounts.retention import MOST_MONTHS, keep_for
from requests_app.cases import own_data as cases
from requests_app.cases.evidence import check_quota
from requests_app.cases.own_rounds import check_round, take_over_round
from requests_app.cases.taking_over import TakenOver, check, take_over
from requests_app.directory.own_data import check_company, take_over_company
from requests_app.letters.own_data import check_draft, take_over_draft
from requests_app.reminders.choices import choose
from requests_app.reminders.services import person_changed
from requests_app.safety import audit, uploads
from requests_app.safety.plain_data import Misfit, read
from requests_app.vault import files
from requests_app.vault.models import SealedFile
from requests_app.vault.stream import CHUNK

LARGEST_ARCHIVE = 300 * 1024 * 1024
LARGEST_DATA = 64 * 1024 * 1024
MOST_MEMBERS = 20_000
MOST_CASES = 5000
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class ArchiveRefused(ValueError):
    """The archive cannot be taken over; the message is one sentence. Nothing was written."""


@dataclass
class Added:
    """What taking over added to the account."""

    cases: int = 0
    letters: int = 0
    events: int = 0
    companies: int = 0
    files: int = 0
    drafts: int = 0
    rounds: int = 0

    @property
    def nothing(self) -> bool:
        return not any(vars(self).values())


class Incoming:
    """An archive that was checked and can be taken over."""

    def __init__(self, source: IO[bytes]) -> None:
        """Read and check all of it; raises ArchiveRefused."""
        try:
            self._zip = zipfile.ZipFile(source)
            self._members = _members(self._zip)
            self.export = _export(self._content(DATA, LARGEST_DATA))
            self._check()
        except Misfit as error:
            raise ArchiveRefused(
                _("The archive cannot be taken over. %(place)s") % {"place": _sentence(error)}
            ) from error
        except _BROKEN as error:
            raise ArchiveRefused(_("This file is not a whole ZIP archive.")) from error

    def _member(self, name: str) -> zipfile.ZipInfo:
        try:
            return self._members[name]
        except KeyError:
            raise Misfit(name, _("this is missing in the archive.")) from None

    def _read(self, name: str, limit: int) -> Iterator[bytes]:
        """The member's content in pieces; what its head claims of its length is not believed."""
        member = self._member(name)
        if member.file_size > limit:
            raise Misfit(name, _("it is too large."))
        size = 0
        with self._zip.open(member) as content:
            while piece := content.read(CHUNK):
                size += len(piece)
                if size > limit:
                    raise Misfit(name, _("it is too large."))
                yield piece

    def _content(self, name: str, limit: int) -> bytes:
        return b"".join(self._read(name, limit))

    def _check(self) -> None:
        export = self.export
        _check_settings(export.settings)
        if len(export.cases) > MOST_CASES:
            raise Misfit("cases", _("there are more than %(most)s.") % {"most": MOST_CASES})
        seen = set()
        for number, case in enumerate(export.cases):
            check(case, f"cases[{number}]")
            if case.submission in seen:
                raise Misfit(f"cases[{number}]", _("this case is there twice."))
            seen.add(case.submission)
        for number, company in enumerate(export.companies):
            check_company(company, f"companies[{number}]")
        for number, one in enumerate(export.rounds):
            check_round(one, f"rounds[{number}]")
        for number, draft in enumerate(export.drafts):
            check_draft(draft, f"drafts[{number}]")
        for number, file in enumerate(export.files):
            self._check_file(file, f"files[{number}]")

    def _check_file(self, file: FileData, place: str) -> None:
        if len(file.name) > 255:
            raise Misfit(place, _("its name is too long."))
        digest, size = hashlib.sha256(), 0
        for piece in self._read(file.path, uploads.LARGEST_FILE):
            digest.update(piece)
            size += len(piece)
        if (size, digest.hexdigest()) != (file.size, file.sha256):
            raise Misfit(place, _("the file is not the one that was exported."))

    def take_over(self, person: User, *, with_settings: bool) -> Added:
        """Keep all of it for this person, or add what is not there yet.

        A letter begun that was finished or thrown away meanwhile counts as not there. Raises
        ArchiveRefused where the law's clock cannot follow a case, or there is no room for more; the
        rest stays, and handing the archive in again, mended, changes nothing about it.
        """
        added = Added()
        try:
            check_quota(person.pk, sum(file.size for file in self.export.files))
        except uploads.UploadRefused as error:
            raise ArchiveRefused(str(error)) from error
        try:
            for company in self.export.companies:
                added.companies += take_over_company(person.pk, company)
            for number, case in enumerate(self.export.cases):
                self._count(added, take_over(person.pk, case, f"cases[{number}]"))
            for one in self.export.rounds:
                added.rounds += take_over_round(person.pk, one)
            for file in self.export.files:
                added.files += self._keep(person, file)
            if with_settings:
                _choose(person, self.export.settings)
            audit.record(person.pk, audit.Verb.IMPORTED)
            # Last: for these alone there may be no room.
            for draft in self.export.drafts:
                added.drafts += take_over_draft(person.pk, draft)
        except Misfit as error:
            raise ArchiveRefused(
                _("The archive was taken over up to this place. %(place)s")
                % {"place": _sentence(error)}
            ) from error
        return added

    def _count(self, added: Added, taken: TakenOver) -> None:
        added.cases += taken.cases
        added.letters += taken.letters
        added.events += taken.events

    def _keep(self, person: User, file: FileData) -> bool:
        reference = ""
        if file.belongs_to is not None:
            reference = cases.reference_of_file(person.pk, file.belongs_to)
        for there in SealedFile.objects.for_owner(person).filter(
            reference=reference, size=file.size
        ):
            if there.about["sha256"] == file.sha256:
                return False
        content = self._content(file.path, uploads.LARGEST_FILE)
        kept = files.keep(
            person.pk,
            [content],
            name=uploads.clean_name(file.name),
            content_type=uploads.type_of(file.name, content),
            reference=reference,
        )
        kept.about = {**kept.about, "found": _plain_findings(file.found)}
        kept.kept_at = file.kept_at
        kept.save(update_fields=["about", "kept_at"])
        return True


def _plain_findings(found: Mapping[str, Any]) -> dict[str, Any]:
    """Findings of the form that ours have: words, numbers, and lists of words."""
    return {
        name: value
        for name, value in found.items()
        if isinstance(value, bool | int | str)
        or (isinstance(value, list) and all(isinstance(one, str) for one in value))
    }


def _members(packed: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    for member in packed.infolist():
        if member.filename in members:
            raise Misfit(_name(member), _("it is in the archive twice."))
        if member.flag_bits & 0x1 or member.compress_type not in _METHODS:
            raise Misfit(_name(member), _("it is encrypted or packed in an unknown way."))
        members[member.filename] = member
        if len(members) > MOST_MEMBERS:
            raise Misfit(
                "", _("The archive holds more than %(most)s files.") % {"most": MOST_MEMBERS}
            )
    return members


def _name(member: zipfile.ZipInfo) -> str:
    return "".join(char if char.isprintable() else "?" for char in member.filename[:80])


def _export(content: bytes) -> Export:
    try:
        data = json.loads(content, object_pairs_hook=_once)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Misfit(DATA, _("it is not readable JSON.")) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Misfit(DATA, _("it is not an export of a DSR Desk."))
    if data.get("version") != VERSION:
        raise Misfit(DATA, _("it is of a version that is not known here; update this desk."))
    # Not taken over, so it need not be as expected.
    data.pop("for_information", None)
    return read(Export, data)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Misfit(DATA, _("a name is there twice in one object."))
    return found


def _check_settings(chosen: SettingsData) -> None:
    try:
        validate_time_zone(chosen.time_zone)
    except ValidationError as error:
        raise Misfit("settings.time_zone", error.messages[0]) from None
    if not 0 <= chosen.reminder_hour <= 23:
        raise Misfit("settings.reminder_hour", _("an hour of the day belongs here, 0 to 23."))
    if not 0 <= chosen.keep_closed_cases_months <= MOST_MONTHS:
        raise Misfit("settings.keep_closed_cases_months", _("this number is not offered."))


def _choose(person: User, chosen: SettingsData) -> None:
    """The language only if this instance has it; switches only those it knows."""
    if chosen.language in dict(settings.LANGUAGES):
        person.language = chosen.language
    person.time_zone, person.reminder_hour = chosen.time_zone, chosen.reminder_hour
    with transaction.atomic():
        person.save(update_fields=["language", "time_zone", "reminder_hour"])
        person_changed(person.pk)
        choose(person.pk, off=_known(chosen.mail.off), digest=chosen.mail.digest)
        keep_for(person, chosen.keep_closed_cases_months)


def _known(names: tuple[str, ...]) -> list[str]:
    from requests_app.reminders.occasions import Occasion

    return [name for name in names if name in {occasion.value for occasion in Occasion}]


def _sentence(error: Misfit) -> str:
    text = str(error)
    return text if text.endswith((".", "!", "?")) else f"{text}."
