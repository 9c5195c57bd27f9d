"""An export of another instance, or of this one, that a person hands in: checked, then taken over.

What data.json names is read in place, within limits, and all else in the archive is left alone.
Everything is checked before the first row is written, and each file is examined as an upload is.
Each case is then taken over in a transaction of its own; handing the same archive in again carries
on, and changes nothing about what is there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from requests_app.accounts.archive import DATA
from requests_app.accounts.incoming_archive import Archive, ArchiveRefused
from requests_app.accounts.incoming_files import IncomingFiles
from requests_app.accounts.models import User, validate_time_zone
from requests_app.accounts.own_data import FORMAT, VERSION, Export, SettingsData
from requests_app.accounts.retention import keep_for
from requests_app.cases.own_rounds import check_round, take_over_round
from requests_app.cases.taking_over import TakenOver, check, take_over
from requests_app.directory.own_data import check_company, take_over_company
from requests_app.letters.own_data import check_draft, take_over_draft
from requests_app.reminders.choices import choose
from requests_app.reminders.services import person_changed
from requests_app.safety import audit
from requests_app.safety.plain_data import Misfit, read

__all__ = ["Added", "ArchiveRefused", "Incoming", "alone"]

MOST_CASES = 5000
# Reading an export takes memory for all of it: one at a time in each process. Who comes then waits
# for so many seconds.
PATIENCE = 20.0
_place = threading.Lock()


@contextmanager
def alone() -> Iterator[None]:
    """While no other archive is read in this process; raises ArchiveRefused where that lasts."""
    if not _place.acquire(timeout=PATIENCE):
        raise ArchiveRefused(
            _("Another archive is being taken over just now; please try again in a minute.")
        )
    try:
        yield
    finally:
        _place.release()


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
    # Files that wait for the next time, since examining them would have taken too long.
    left: int = 0

    @property
    def nothing(self) -> bool:
        return not any(vars(self).values())


class Incoming:
    """An archive whose form was checked, for somebody to take over."""

    def __init__(self, source: IO[bytes]) -> None:
        """Read and check what it says; raises ArchiveRefused."""
        with _refusing(_("The archive cannot be taken over. %(place)s")):
            archive = Archive(source)
            self.export = _export(archive.data())
            self._check()
            self._files = IncomingFiles(archive, self.export)
            self._files.check()

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

    def take_over(self, person: User, *, with_settings: bool) -> Added:
        """Keep all of it for this person, or add what is not there yet.

        A letter begun that was finished or thrown away meanwhile counts as not there. Raises
        ArchiveRefused, with nothing kept, where a file is not taken or there is no room for more;
        and where the law's clock cannot follow a case: then the rest stays, and handing the archive
        in again, mended, changes nothing about it.
        """
        with _refusing(_("The archive cannot be taken over. %(place)s")):
            self._files.examine(person)
        # First: whatever is kept from here on, even if the process dies, is told of.
        audit.record(person.pk, audit.Verb.IMPORTED)
        with _refusing(_("The archive was taken over up to this place. %(place)s")):
            return self._keep(person, with_settings)

    def _keep(self, person: User, with_settings: bool) -> Added:
        added = Added(left=self._files.left)
        for company in self.export.companies:
            added.companies += take_over_company(person.pk, company)
        for number, case in enumerate(self.export.cases):
            self._count(added, take_over(person.pk, case, f"cases[{number}]"))
        for one in self.export.rounds:
            added.rounds += take_over_round(person.pk, one)
        added.files = self._files.keep(person)
        if with_settings:
            _choose(person, self.export.settings)
        # Last: for these alone there may be no room.
        for draft in self.export.drafts:
            added.drafts += take_over_draft(person.pk, draft)
        return added

    def _count(self, added: Added, taken: TakenOver) -> None:
        added.cases += taken.cases
        added.letters += taken.letters
        added.events += taken.events


@contextmanager
def _refusing(sentence: str) -> Iterator[None]:
    """What does not fit is refused with this sentence, which has room for the place."""
    try:
        yield
    except Misfit as error:
        text = str(error)
        place = text if text.endswith((".", "!", "?")) else f"{text}."
        raise ArchiveRefused(sentence % {"place": place}) from error


def _export(data: Any) -> Export:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Misfit(DATA, _("it is not an export of a DSR Desk."))
    if data.get("version") != VERSION:
        raise Misfit(DATA, _("it is of a version that is not known here; update this desk."))
    # Not taken over, so it need not be as expected.
    data.pop("for_information", None)
    return read(Export, data)


def _check_settings(chosen: SettingsData) -> None:
    try:
        validate_time_zone(chosen.time_zone)
    except ValidationError as error:
        raise Misfit("settings.time_zone", error.messages[0]) from None
    if not 0 <= chosen.reminder_hour <= 23:
        raise Misfit("settings.reminder_hour", _("an hour of the day belongs here, 0 to 23."))


def _choose(person: User, chosen: SettingsData) -> None:
    """The language only if this instance has it; switches only those it knows."""
    if chosen.language in dict(settings.LANGUAGES):
        person.language = chosen.language
    person.time_zone, person.reminder_hour = chosen.time_zone, chosen.reminder_hour
    # Chosen once, so that no first guess takes their place.
    person.settled_in_at = person.settled_in_at or timezone.now()
    with transaction.atomic():
        person.save(update_fields=["language", "time_zone", "reminder_hour", "settled_in_at"])
        person_changed(person.pk)
        choose(person.pk, off=_known(chosen.mail.off), digest=chosen.mail.digest)
        keep_for(person, chosen.keep_closed_cases_months)


def _known(names: tuple[str, ...]) -> list[str]:
    from requests_app.reminders.occasions import Occasion

    return [name for name in names if name in {occasion.value for occasion in Occasion}]
