"""Short ways to put a question to the clock, used by all law tests."""

from __future__ import annotations

from datetime import date

from requests_app.law import Deadline, Event, compute, deadlines
from requests_app.law.clock import Outcome

TODAY = date(2026, 11, 24)


def day(text: str) -> date:
    """A date from a string, with or without the weekday in front, which is then checked."""
    weekday, _, iso = text.rpartition(" ")
    found = date.fromisoformat(iso)
    assert not weekday or found.strftime("%a") == weekday, f"{text} is a {found:%A}"
    return found


def events(*texts: str) -> list[Event]:
    return [Event.parse(text) for text in texts]


def ask(
    regime: str,
    right: str,
    seat: str | None,
    *texts: str,
    today: str | None = None,
    residence: str | None = None,
    representative: str | None = None,
    authority: str | None = None,
) -> list[Deadline]:
    """All deadlines for events written as on the command line."""
    return deadlines(
        regime,
        right,
        seat,
        events(*texts),
        day(today) if today else TODAY,
        residence=residence,
        representative=representative,
        authority=authority,
    )


def outcome(regime: str, right: str, seat: str | None, *texts: str, **places: str) -> Outcome:
    """As ``ask``, with the notes."""
    return compute(regime, right, seat, events(*texts), TODAY, **places)


def find(found: list[Deadline], kind: str) -> Deadline:
    """The one deadline of a kind."""
    [deadline] = [one for one in found if one.kind == kind]
    return deadline


def answer(regime: str, right: str, seat: str | None, *texts: str, **rest: str) -> Deadline:
    """The deadline of the controller's answer."""
    return find(ask(regime, right, seat, *texts, **rest), "response")


def rules_of(deadline: Deadline) -> list[str]:
    return [step.rule for step in deadline.steps]


def keys_of(deadline: Deadline) -> list[str]:
    return [step.key for step in deadline.steps]
