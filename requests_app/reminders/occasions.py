"""Which days around a deadline a person is told about, for each kind of deadline."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass


class Occasion(enum.StrEnum):
    """Why a person is told; also the name of the switch with which they turn it off."""

    WEEK_BEFORE = "week_before"
    DAY_BEFORE = "day_before"
    ON_THE_DAY = "on_the_day"
    PASSED = "passed"
    ACKNOWLEDGEMENT_OVERDUE = "acknowledgement_overdue"
    AUTHORITY_SILENT = "authority_silent"
    BAR_APPROACHING = "bar_approaching"
    NOT_SENT = "not_sent"
    DELETION_AHEAD = "deletion_ahead"
    DATE_MOVED = "date_moved"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which something is said: so many days after the deadline (before it: negative)."""

    offset: int
    occasion: Occasion


ANSWER = "answer"
# Not a deadline: the mail of the week. Planned by the room itself.
DIGEST = "digest"
# Not a deadline either: on this day newer rules or holidays moved a date of the matter.
MOVED = "moved"

# Said at the person's next hour when the hour of the day itself is past.
NEVER_TOO_LATE = frozenset({MOVED})

KINDS: Mapping[str, tuple[Step, ...]] = {
    # The controller must answer by this day.
    ANSWER: (
        Step(-7, Occasion.WEEK_BEFORE),
        Step(-1, Occasion.DAY_BEFORE),
        Step(0, Occasion.ON_THE_DAY),
        Step(1, Occasion.PASSED),
    ),
    # The controller must acknowledge a complaint by this day.
    "acknowledgement": (Step(1, Occasion.ACKNOWLEDGEMENT_OVERDUE),),
    # The supervisory authority must have informed the person by this day.
    "authority": (Step(1, Occasion.AUTHORITY_SILENT),),
    # After this day a complaint may be turned away as too late.
    "complaint_bar": (
        Step(-28, Occasion.BAR_APPROACHING),
        Step(-7, Occasion.BAR_APPROACHING),
        Step(-1, Occasion.BAR_APPROACHING),
    ),
    # A letter was written on this day and nothing says that it was sent.
    "unsent": (Step(3, Occasion.NOT_SENT),),
    # A closed case is deleted on this day, as the person chose.
    "deletion": (Step(-14, Occasion.DELETION_AHEAD), Step(-1, Occasion.DELETION_AHEAD)),
    MOVED: (Step(0, Occasion.DATE_MOVED),),
    DIGEST: (Step(0, Occasion.DIGEST),),
}


# Steps that are planned no more; what was planned by them is still said.
FORMER: Mapping[str, tuple[Step, ...]] = {"deletion": (Step(-13, Occasion.DELETION_AHEAD),)}


def occasion_of(kind: str, offset: int) -> Occasion:
    """What is said at this step; raises KeyError for one that never was."""
    for step in (*KINDS[kind], *FORMER.get(kind, ())):
        if step.offset == offset:
            return step.occasion
    raise KeyError(f"{kind} has no step at {offset} days")
