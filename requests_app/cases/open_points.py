"""What they said that still waits for a word from the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from requests_app.cases.models import Event
from requests_app.cases.standing import Standing

# Asked -> told, point.
_QUESTIONS = {
    "identity_asked": ("identity_provided", "identity"),
    "clarification_asked": ("clarification_provided", "clarification"),
    "fee_asked": ("fee_paid", "fee"),
}
_SAID = {
    "setting_pointed_to": "setting",
    "channel_pointed_to": "channel",
    "not_identified": "unidentified",
}
# What the law's clock says of an extension that moves nothing, and what is wrong with it.
EXTENSION_FAULTS = {"extension_without_reasons": "no-reasons", "extension_late": "late"}


@dataclass(frozen=True)
class Open:
    """The points that wait for an answer, the most pressing first, and how the answer fell short.

    `extension_fault` is the letter's own word for what is wrong with an extension, or "".
    """

    points: tuple[str, ...]
    incomplete: bool
    refusal: bool
    extension_fault: str


def open_points(now: Standing, events: Sequence[Event]) -> Open:
    """What is open after these events, given in the order in which they happened."""
    last = {event.kind: place for place, event in enumerate(events)}
    written = last.get("replied", -1)
    points: list[str] = []
    for asked, (told, point) in _QUESTIONS.items():
        count = sum((e.kind == asked) - (e.kind == told) for e in events)
        if count > 0 and last[asked] > written:
            points.append(point)
    fault = _extension_fault(now)
    if fault and last.get("extension_notice", -1) > written:
        points.append("extension")
    points += [point for kind, point in _SAID.items() if last.get(kind, -1) > written]
    ended = "answer_full" in last
    return Open(
        points=() if ended else tuple(points),
        incomplete=not ended and last.get("answer_partial", -1) > written,
        refusal=not ended and last.get("refusal", -1) > written,
        extension_fault=fault,
    )


def _extension_fault(now: Standing) -> str:
    answer = now.deadline("response")
    if answer is None:
        return ""
    said = [step.key for step in (*answer.steps, *answer.notes)]
    if "extension" in said:
        return ""
    return next((EXTENSION_FAULTS[key] for key in said if key in EXTENSION_FAULTS), "")
