"""A person's cases as data they can take along; `cases.taking_over` reads them back in.

Rows refer to each other by the number of the form that made them, or by their place in a list,
never by ids of this database: what comes in elsewhere gets ids of its own there.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.occurrences import OCCURRENCES
from requests_app.letters.contracts import LetterRequest, LetterText
from requests_app.letters.errors import LetterError
from requests_app.letters.render import render_text
from requests_app.safety.plain_data import Misfit, read

MOST_EVENTS = 2000
MOST_LETTERS = 500


@dataclass(frozen=True)
class LetterData:
    """A letter: what it was composed from (asked), its text, address block and citations (text)."""

    kind: str
    dated: date
    written_at: datetime
    subject: str
    body: str
    asked: Mapping[str, Any]
    text: Mapping[str, Any]


@dataclass(frozen=True)
class EventData:
    """Something that happened. `letter` is a place in the case's letters, counted from 1;
    `replaces` the submission of the event that this one corrects."""

    submission: uuid.UUID
    kind: str
    on: date
    recorded_at: datetime
    channel: str = ""
    details: Mapping[str, Any] | None = None
    letter: int | None = None
    replaces: uuid.UUID | None = None


@dataclass(frozen=True)
class CaseData:
    """A case with its letters and everything that happened. `state` and `due_on` follow from the
    events and are for the reader only."""

    submission: uuid.UUID
    platform: str
    details: Mapping[str, Any]
    opened_at: datetime
    letters: tuple[LetterData, ...]
    events: tuple[EventData, ...]
    closed_at: datetime | None = None
    state: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class FileOwner:
    """What a file belongs to: the submission of a case or of an event."""

    kind: str
    submission: uuid.UUID


def cases_of(owner_id: uuid.UUID) -> Iterator[tuple[CaseData, list[Letter]]]:
    """The person's cases in the order in which they were opened, with the rows of their letters."""
    # By what comes along, and never by ids, so that both ends list them alike.
    for case in Case.objects.for_owner(owner_id).order_by("opened_at", "submission"):
        letters = sorted(
            case.letters.all(), key=lambda row: (row.written_at, row.subject, row.body)
        )
        numbers = {letter.pk: number for number, letter in enumerate(letters, start=1)}
        events = _in_order(case.events.order_by("recorded_at", "submission"))
        submissions = {event.pk: event.submission for event in events}
        data = CaseData(
            submission=case.submission,
            platform=case.platform,
            details=case.details or {},
            opened_at=case.opened_at,
            letters=tuple(_letter_data(letter) for letter in letters),
            events=tuple(_event_data(event, numbers, submissions) for event in events),
            closed_at=case.closed_at,
            state=case.state,
            due_on=case.due_on,
        )
        yield data, letters


def _in_order(events: Iterable[Event]) -> list[Event]:
    """As they were recorded, and whatever was recorded at one instant after what it replaces."""
    ordered: list[Event] = []
    waiting = list(events)
    while waiting:
        placed = {event.pk for event in ordered}
        ready = [one for one in waiting if one.replaces_id is None or one.replaces_id in placed]
        # The first that can stand next; events form no circle, each being written once.
        ordered.append(ready[0])
        waiting.remove(ready[0])
    return ordered


def _letter_data(letter: Letter) -> LetterData:
    return LetterData(
        kind=letter.kind,
        dated=letter.dated,
        written_at=letter.written_at,
        subject=letter.subject,
        body=letter.body,
        asked=(letter.request or {}).get("asked", {}),
        text=(letter.request or {}).get("text", {}),
    )


def _event_data(
    event: Event, letters: Mapping[uuid.UUID, int], events: Mapping[uuid.UUID, uuid.UUID]
) -> EventData:
    return EventData(
        submission=event.submission,
        kind=event.kind,
        on=event.on,
        recorded_at=event.recorded_at,
        channel=event.channel,
        details=event.details,
        letter=letters[event.letter_id] if event.letter_id else None,
        replaces=events[event.replaces_id] if event.replaces_id else None,
    )


def check_form(data: CaseData, place: str) -> None:
    """Raise Misfit unless every part is of the right form and names only parts that are there."""
    details = read(Details, data.details, f"{place}.details")
    if details.regime not in ("eu", "uk", "ch"):
        raise Misfit(
            f"{place}.details.regime", _("one of %(list)s belongs here.") % {"list": "eu, uk, ch"}
        )
    for name, text, longest in (("platform", data.platform, 80), ("company", details.company, 200)):
        if len(text) > longest:
            raise Misfit(f"{place}.{name}", _too_long(longest))
    if len(data.events) > MOST_EVENTS or len(data.letters) > MOST_LETTERS:
        raise Misfit(
            place,
            _("a case has at most %(events)d events and %(letters)d letters.")
            % {"events": MOST_EVENTS, "letters": MOST_LETTERS},
        )
    for number, letter in enumerate(data.letters):
        _check_letter(letter, f"{place}.letters[{number}]")
    _check_events(data, place)


def _too_long(most: int) -> str:
    return _("it has more than %(most)d characters.") % {"most": most}


def _check_letter(letter: LetterData, place: str) -> None:
    if len(letter.kind) > 60:
        raise Misfit(f"{place}.kind", _too_long(60))
    read(LetterRequest, letter.asked, f"{place}.asked")
    read(LetterText, letter.text, f"{place}.text")
    try:
        render_text(LetterText.from_data(letter.text).edited(letter.subject, letter.body))
    except LetterError as error:
        raise Misfit(place, str(error)) from None


def _check_events(data: CaseData, place: str) -> None:
    known: set[uuid.UUID] = set()
    replaced: set[uuid.UUID] = set()
    for number, event in enumerate(data.events):
        inside = f"{place}.events[{number}]"
        if event.kind not in OCCURRENCES:
            raise Misfit(
                f"{inside}.kind",
                _("there is no event of the kind “%(kind)s”.") % {"kind": event.kind[:40]},
            )
        if len(event.channel) > 20:
            raise Misfit(f"{inside}.channel", _too_long(20))
        if event.letter is not None and not 1 <= event.letter <= len(data.letters):
            raise Misfit(f"{inside}.letter", _("there is no such letter in this case."))
        if event.replaces is not None and (
            event.replaces not in known or event.replaces in replaced
        ):
            raise Misfit(f"{inside}.replaces", _("it names no earlier event that still stands."))
        if event.submission in known:
            raise Misfit(f"{inside}.submission", _("this event is there twice."))
        known.add(event.submission)
        if event.replaces is not None:
            replaced.add(event.replaces)


_OWNERS: dict[str, type[Case] | type[Event]] = {"case": Case, "evidence": Case, "event": Event}


def owner_of_file(owner_id: uuid.UUID, reference: str) -> FileOwner | None:
    """What a file's reference ("case:<id>", "evidence:<id of a case>", "event:<id>") points to,
    free of ids; None if gone."""
    kind, _colon, number = reference.partition(":")
    table: Any = _OWNERS.get(kind)
    try:
        row = table.objects.for_owner(owner_id).filter(pk=uuid.UUID(number)).first()
    except (AttributeError, ValueError):
        return None
    return FileOwner(kind, row.submission) if row else None


def reference_of_file(owner_id: uuid.UUID, data: FileOwner) -> str:
    """The reverse of `owner_of_file`; "" if there is no such case or event."""
    table: Any = _OWNERS.get(data.kind)
    if table is None:
        return ""
    found = table.objects.for_owner(owner_id).filter(submission=data.submission)
    pk = found.values_list("pk", flat=True).first()
    return f"{data.kind}:{pk}" if pk else ""
