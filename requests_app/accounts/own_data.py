"""Everything the instance keeps about a person, as data they can take along.

The form is published: docs/export.schema.json is made from these classes (tools/export_schema.py).
What a later instance can take over stands in fields of its own; what is only for the reader (where
one was signed in, what was sent when) stands in `for_information`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone

from requests_app.accounts import sessions
from requests_app.accounts.models import Session, SignInLink, User
from requests_app.accounts.retention import Months
from requests_app.accounts.rights_models import Consent, Retention, RetentionNotice
from requests_app.cases import made
from requests_app.cases.models import CalendarFeed, Letter
from requests_app.cases.own_data import CaseData, FileOwner, cases_of, owner_of_file
from requests_app.cases.own_rounds import RoundData, rounds_of
from requests_app.complaints.own_data import complaints_begun
from requests_app.directory.own_data import CompanyData, companies_of
from requests_app.letters.own_data import DraftData, drafts_of
from requests_app.reminders.own_data import choices_data, reminders_of
from requests_app.safety.audit import of_person
from requests_app.safety.job_table import Job
from requests_app.safety.uploads import clean_name
from requests_app.vault.errors import VaultError
from requests_app.vault.models import SealedFile

FORMAT, VERSION = "dsr-desk/export", 1

# Where each table of a person is in the export; a test asks this of every such table.
COVERED: Mapping[str, str] = {
    "Attempt": "for_information.reminders.tries",
    "CalendarFeed": "for_information.calendar_feeds; the address itself is kept as a hash only",
    "Case": "cases",
    "Choice": "settings.mail",
    "ComplaintDraft": "for_information.complaints_begun",
    "Consent": "for_information.consents",
    "Event": "cases.events",
    "Job": "for_information.jobs",
    "Letter": "cases.letters, and as PDF",
    "LetterDraft": "drafts",
    "OwnCompany": "companies",
    "Reminder": "for_information.reminders",
    "Retention": "settings.keep_closed_cases_months",
    "RetentionNotice": "for_information.announced_deletions",
    "Round": "rounds",
    "SealedFile": "files, and as they were uploaded",
    "Session": "for_information.sessions",
    "SignInLink": "for_information.sign_in_links; the link itself is kept as a hash only",
}


@dataclass(frozen=True)
class PersonData:
    """Who this is about."""

    email: str
    account_since: datetime


@dataclass(frozen=True)
class MailData:
    """What the person wants by mail: occasions that are off, and one mail a week or single ones."""

    off: tuple[str, ...] = ()
    digest: bool = False


@dataclass(frozen=True)
class SettingsData:
    """What the person chose. 0 months keeps closed cases for ever."""

    language: str
    time_zone: str
    reminder_hour: int
    keep_closed_cases_months: Months = 0
    mail: MailData = field(default_factory=MailData)


@dataclass(frozen=True)
class FileData:
    """A file of the person; `path` is where it lies in the archive, `sha256` is the original's."""

    path: str
    name: str
    type: str
    size: int
    sha256: str
    kept_at: datetime
    belongs_to: FileOwner | None = None
    # What was found out about it when it came in.
    found: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Export:
    """All of it."""

    format: str
    version: int
    made_at: datetime
    site: str
    person: PersonData
    settings: SettingsData
    companies: tuple[CompanyData, ...]
    cases: tuple[CaseData, ...]
    files: tuple[FileData, ...]
    # Earlier exports have these in `for_information`, whence they are not taken over.
    drafts: tuple[DraftData, ...] = ()
    rounds: tuple[RoundData, ...] = ()
    for_information: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Gathered:
    """The export with the rows whose content goes beside it into the archive."""

    export: Export
    letters: list[Letter]
    files: list[tuple[str, SealedFile]]


def gather(person: User) -> Gathered:
    """Read all there is about the person; raises VaultError if something of it does not open."""
    found = list(cases_of(person.pk))
    kept = sorted(
        # What was made from the rest can be made again whenever it is wanted.
        SealedFile.objects.for_owner(person).exclude(made.marked()),
        key=lambda row: (row.kept_at, row.about["name"], row.about["sha256"]),
    )
    files = [(_path(number, row), row) for number, row in enumerate(kept, start=1)]
    export = Export(
        format=FORMAT,
        version=VERSION,
        made_at=timezone.now(),
        site=settings.SITE_URL,
        person=PersonData(email=person.email or "", account_since=person.created_at),
        settings=settings_of(person),
        companies=tuple(companies_of(person.pk)),
        cases=tuple(case for case, _letters in found),
        files=tuple(_file(person, path, row) for path, row in files),
        drafts=tuple(drafts_of(person.pk)),
        rounds=tuple(rounds_of(person.pk)),
        for_information=_information(person),
    )
    letters = [letter for _case, letters in found for letter in letters]
    return Gathered(export, letters, files)


def settings_of(person: User) -> SettingsData:
    """What the person chose."""
    kept_for = Retention.objects.for_owner(person).values_list("months", flat=True).first()
    chosen = choices_data(person.pk)
    return SettingsData(
        language=person.language,
        time_zone=person.time_zone,
        reminder_hour=person.reminder_hour,
        keep_closed_cases_months=cast(Months, kept_for or 0),
        mail=MailData(off=tuple(chosen["off"]), digest=chosen["digest"]),
    )


def _path(number: int, row: SealedFile) -> str:
    """A path that any system can unpack: the original's name, made harmless, behind a number."""
    plain = re.sub(r"[^\w.-]+", "_", clean_name(str(row.about["name"])), flags=re.ASCII)
    return f"files/{number:04}-{plain[-80:].lstrip('._') or 'file'}"


def _file(person: User, path: str, row: SealedFile) -> FileData:
    return FileData(
        path=path,
        name=row.about["name"],
        type=row.about["type"],
        size=row.size,
        sha256=row.about["sha256"],
        kept_at=row.kept_at,
        belongs_to=owner_of_file(person.pk, row.reference) if row.reference else None,
        found=row.about.get("found", {}),
    )


def _information(person: User) -> dict[str, Any]:
    return {
        "last_sign_in": person.last_login,
        "last_seen": person.last_seen_at,
        "sessions": list(_sessions(person)),
        "sign_in_links": list(SignInLink.objects.for_owner(person).values("expires_at", "used_at")),
        "second_factors": list(
            Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")
        ),
        "calendar_feeds": list(
            CalendarFeed.objects.for_owner(person).values("created_at", "with_names", "revoked_at")
        ),
        "consents": list(
            Consent.objects.for_owner(person).values("name", "version", "given", "at")
        ),
        "announced_deletions": list(
            RetentionNotice.objects.for_owner(person).values("announced_at", "delete_on")
        ),
        "complaints_begun": list(complaints_begun(person.pk)),
        "jobs": list(Job.objects.for_owner(person).values("kind", "state", "started_at")),
        "reminders": list(reminders_of(person.pk)),
    }


def _sessions(person: User) -> Iterator[dict[str, Any]]:
    for row in Session.objects.for_owner(person).order_by("started_at"):
        try:
            browser = sessions.opened(row).get("browser", "")
        except VaultError:
            browser = ""
        yield {"started_at": row.started_at, "used_at": row.used_at, "browser": browser}


def audit_extract(person: User) -> Iterator[dict[str, Any]]:
    """The person's part of the audit log, oldest first, with the hashes that chain it."""
    for entry in of_person(person.pk).order_by("number").iterator():
        yield {
            "number": entry.number,
            "by_you": entry.actor == person.pk,
            "what": entry.verb,
            "thing": entry.thing,
            "at": entry.at,
            "network": entry.network,
            "previous": entry.previous,
            "hash": entry.hash,
        }
