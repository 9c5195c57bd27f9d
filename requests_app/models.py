"""Where Django looks for tables: gathers what the rooms define."""

from requests_app.accounts.models import SignInLink, User
from requests_app.cases.models import Case, Event, Letter
from requests_app.directory.models import (
    DirectoryImport,
    ImportedAuthority,
    ImportedCompany,
    OwnCompany,
)
from requests_app.reminders.models import Attempt, Channel, Reminder, Sender
from requests_app.vault.models import PersonKey

__all__ = [
    "Attempt",
    "Case",
    "Channel",
    "DirectoryImport",
    "Event",
    "ImportedAuthority",
    "ImportedCompany",
    "Letter",
    "OwnCompany",
    "PersonKey",
    "Reminder",
    "Sender",
    "SignInLink",
    "User",
]
