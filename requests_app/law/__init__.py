"""What the law says: citations by date and language, regimes, deadlines with their reasons.

Pure Python: no Django, no database, and no clock of its own; ``today`` is always an argument.
"""

from __future__ import annotations

from requests_app.law.calendars import CALENDAR_VERSION
from requests_app.law.choice import RegimeChoice, choose_regime
from requests_app.law.clock import Outcome, compute, deadlines
from requests_app.law.deadline import KINDS, STATUSES, Deadline
from requests_app.law.errors import (
    EventError,
    LawError,
    NoRegime,
    NotInForce,
    UnknownEvent,
    UnknownLanguage,
    UnknownPlace,
    UnknownProvision,
    UnknownRegime,
    UnknownRight,
)
from requests_app.law.events import EVENTS, Event
from requests_app.law.loading import regime_ids
from requests_app.law.provisions import (
    Citation,
    RightInForce,
    cite,
    languages_of,
    right_in_force,
    rights_of,
)
from requests_app.law.statutes import RIGHTS
from requests_app.law.steps import Step, languages, phrase, say_date, say_place

__all__ = [
    "CALENDAR_VERSION",
    "EVENTS",
    "KINDS",
    "RIGHTS",
    "STATUSES",
    "Citation",
    "Deadline",
    "Event",
    "EventError",
    "LawError",
    "NoRegime",
    "NotInForce",
    "Outcome",
    "RegimeChoice",
    "RightInForce",
    "Step",
    "UnknownEvent",
    "UnknownLanguage",
    "UnknownPlace",
    "UnknownProvision",
    "UnknownRegime",
    "UnknownRight",
    "choose_regime",
    "cite",
    "compute",
    "deadlines",
    "languages",
    "languages_of",
    "phrase",
    "regime_ids",
    "right_in_force",
    "rights_of",
    "say_date",
    "say_place",
]
