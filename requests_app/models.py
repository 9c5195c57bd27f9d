"""Where Django looks for tables: gathers what the rooms define."""

from requests_app.accounts.models import SignInLink, User
from requests_app.accounts.rights_models import (
    Chore,
    Consent,
    Retention,
    RetentionNotice,
    Tombstone,
)
from requests_app.cases.models import Case, Event, Letter
from requests_app.directory.models import (
    DirectoryImport,
    ImportedAuthority,
    ImportedCompany,
    OwnCompany,
)
from requests_app.reminders.models import Attempt, Channel, Reminder, Sender
from requests_app.safety.models import AuditEnd, AuditEntry
from requests_app.vault.models import KeyRotation, PersonKey, SealedFile, WrappingKey

__all__ = [
    "Attempt",
    "AuditEnd",
    "AuditEntry",
    "Case",
    "Channel",
    "Chore",
    "Consent",
    "DirectoryImport",
    "Event",
    "ImportedAuthority",
    "ImportedCompany",
    "KeyRotation",
    "Letter",
    "OwnCompany",
    "PersonKey",
    "Reminder",
    "Retention",
    "RetentionNotice",
    "SealedFile",
    "Sender",
    "SignInLink",
    "Tombstone",
    "User",
    "WrappingKey",
]
