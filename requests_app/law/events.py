"""What can happen to a request or a complaint: names, details, and how an event is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from requests_app.law.errors import EventDateOutOfRange, UnknownEvent

#: Every event, in the order in which things of one day are taken to have happened.
EVENTS = (
    "infringement",
    "knowledge",
    "sent",
    "received",
    "identity_asked",
    "clarification_asked",
    "fee_asked",
    "identity_provided",
    "clarification_provided",
    "fee_paid",
    "extension_notice",
    "answer_partial",
    "refusal",
    "answer_full",
    "reminder",
    "complaint_to_controller",
    "controller_acknowledged",
    "controller_outcome",
    "complaint_to_authority",
    "authority_progress",
)

#: Which details an event can carry, as written after its date.
DETAILS: Mapping[str, tuple[str, ...]] = {
    "sent": ("until",),
    "received": ("estimated",),
    "reminder": ("until",),
    "extension_notice": ("reasons", "until"),
    "refusal": ("reasons",),
    "authority_progress": ("outcome",),
}

#: Events before this day are before the law; after that one the calendars are guesswork.
FIRST_DAY = date(2018, 5, 25)
LAST_DAY = date(2050, 12, 31)

_TEXT = re.compile(
    r"([a-z_-]+)=(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d)?)?((?::[a-z]+(?:=[^:]*)?)*)"
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, on a local date at the controller's (or the authority's) seat.

    ``reasons``: the notice gave reasons. ``until``: the date a notice, letter or reminder set.
    ``estimated``: the day is the person's estimate. ``outcome``: the authority's news was its
    decision.
    """

    name: str
    on: date
    reasons: bool = False
    until: date | None = None
    estimated: bool = False
    outcome: bool = False

    @classmethod
    def parse(cls, text: str) -> Event:
        """An event from ``name=YYYY-MM-DD[:detail]``, e.g. ``extension_notice=2026-09-30:reasons``.

        Details: ``reasons``, ``until=YYYY-MM-DD``, ``estimated``, ``outcome``. Hyphens in the name
        are read as underscores. Raises UnknownEvent or EventDateOutOfRange.
        """
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            raise UnknownEvent(
                f"Event '{text}' is not NAME=YYYY-MM-DD, with :reasons or :until=YYYY-MM-DD after "
                "the date where it applies.",
                field="event",
            )
        name = match[1].replace("-", "_")
        require_name(name)
        details: dict[str, bool | date] = {}
        for detail in filter(None, match[3].split(":")):
            word, _, value = detail.partition("=")
            if word not in DETAILS.get(name, ()) or (word == "until") != bool(value):
                allowed = ", ".join(DETAILS.get(name, ())) or "none"
                raise UnknownEvent(
                    f"Event '{name}' knows no detail '{detail}'; it takes: {allowed} "
                    "(until as until=YYYY-MM-DD).",
                    field="event",
                )
            details[word] = read_date(value, name) if word == "until" else True
        return cls(name, read_date(match[2], name), **details)  # type: ignore[arg-type]


def read_date(text: str, field: str) -> date:
    """A date from ``YYYY-MM-DD``; raises EventDateOutOfRange naming the field."""
    try:
        if len(text) != 10:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise EventDateOutOfRange(
            f"'{text}' is no date for {field}; write YYYY-MM-DD, such as 2026-09-03.", field=field
        ) from None


def require_name(name: str) -> None:
    """Raises UnknownEvent, listing the names, unless this is one of them."""
    if name not in EVENTS:
        raise UnknownEvent(
            f"Unknown event '{name}'; use one of {', '.join(EVENTS)}.", field="event"
        )
