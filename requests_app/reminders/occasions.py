"""Which days around a deadline a person is told about, for each kind of deadline."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Occasion(enum.StrEnum):
    """What a reminder says; also the name of the switch with which a person turns it off."""

    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which something is said: so many days after the deadline (before it: negative)."""

    offset: int
    occasion: Occasion


ANSWER = "answer"

KINDS: Mapping[str, tuple[Step, ...]] = {
    ANSWER: (Step(1, Occasion.PASSED),),
}


def occasion_of(kind: str, offset: int) -> Occasion:
    """What is said at this step; raises KeyError for a step that no longer exists."""
    for step in KINDS[kind]:
        if step.offset == offset:
            return step.occasion
    raise KeyError(f"{kind} has no step at {offset} days")


# The rights as a mail names them in mid-sentence, by their id in the law.
RIGHTS: Mapping[str, Promise] = {
    "withdraw_consent": _("your withdrawal of consent"),
    "information": _("your request for information"),
    "access": _("your request for access to your data"),
    "rectification": _("your request to correct your data"),
    "erasure": _("your request to erase your data"),
    "restriction": _("your request to restrict the use of your data"),
    "notify_recipients": _("your request to inform the recipients of your data"),
    "portability": _("your request to hand over your data"),
    "objection": _("your objection"),
    "objection_marketing": _("your objection to direct marketing"),
    "human_review": _("your request for a decision by a human being"),
    "complaint_controller": _("your complaint"),
    "complaint_authority": _("your complaint"),
}
ANY_REQUEST = _("your request")
