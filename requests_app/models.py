"""Where Django looks for tables: gathers what the rooms define."""

from requests_app.accounts.models import Session, SignInLink, User
from requests_app.accounts.rights_models import (
    Chore,
    Consent,
    Retention,
    RetentionNotice,
    Tombstone,
)
from requests_app.cases.models import CalendarFeed, Case, Event, Letter, Round
from requests_app.complaints.models import ComplaintDraft
from requests_app.directory.models import (
    DirectoryImport,
    ImportedAuthority,
    ImportedCompany,
    OwnCompany,
)
from requests_app.letters.models import LetterDraft
from requests_app.reminders.models import Attempt, Channel, Choice, Reminder, Sender
from requests_app.safety.job_table import Job
from requests_app.safety.limit_table import CacheEntry
from requests_app.safety.models import AuditEnd, AuditEntry
from requests_app.vault.models import KeyRotation, PersonKey, SealedFile, WrappingKey

__all__ = [
    "Attempt",
    "AuditEnd",
    "AuditEntry",
    "CacheEntry",
    "CalendarFeed",
    "Case",
    "Channel",
    "Choice",
    "Chore",
    "ComplaintDraft",
    "Consent",
    "DirectoryImport",
    "Event",
    "ImportedAuthority",
    "ImportedCompany",
    "Job",
    "KeyRotation",
    "Letter",
    "LetterDraft",
    "OwnCompany",
    "PersonKey",
    "Reminder",
    "Retention",
    "RetentionNotice",
    "Round",
    "SealedFile",
    "Sender",
    "Session",
    "SignInLink",
    "Tombstone",
    "User",
    "WrappingKey",
]
