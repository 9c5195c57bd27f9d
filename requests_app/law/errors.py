"""What can be wrong with a question put to the law: one class a kind, one sentence each."""

from __future__ import annotations


class LawError(ValueError):
    """A question the law room cannot answer; ``str()`` is one sentence fit for the person.

    ``field`` names the input at fault (``regime``, ``right``, ``event`` …); ``rule`` is the id of
    the rule that makes it wrong, empty where no rule of law is involved.
    """

    def __init__(self, message: str, *, field: str, rule: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.rule = rule


class UnknownRegime(LawError):
    """The regime is none of those in ``regimes/``."""


class UnknownRight(LawError):
    """The regime gives no such right."""


class UnknownProvision(LawError):
    """The data does not know this provision, so it must not be cited."""


class UnknownLanguage(LawError):
    """No citation patterns or wording exist in this language."""


class UnknownPlace(LawError):
    """A country, nation, region or authority that the calendars do not know."""


class NotInForce(LawError):
    """The provision or the regime exists, but not on that date."""


class NoRegime(LawError):
    """None of the three laws reaches this person and this controller."""


class EventError(LawError):
    """A dated event that cannot be true together with the others."""


class UnknownEvent(EventError):
    """The event's name, or a detail given with it, is not one the clock knows."""


class EventDateOutOfRange(EventError):
    """The date is not a plain local date, or lies before the law or beyond the calendars."""


class DuplicateEvent(EventError):
    """The same thing is said to have happened twice."""


class MissingEvent(EventError):
    """A clock cannot start because the event that starts it is not there."""


class EventOutOfOrder(EventError):
    """An answer before its question, receipt before sending, anything before receipt."""


class ContradictoryEvents(EventError):
    """Two events that exclude each other, such as a question after the full answer."""
