"""What goes into a complaint's file: its exhibits, its chronology, its cover, in its language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import PurePath
from typing import Any

from requests_app.cases import originals, queries
from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.standing import Standing
from requests_app.complaints.bundle.order import Exhibit, Order
from requests_app.letters import catalogue
from requests_app.letters.contracts import History, LetterText, PastEvent, Person
from requests_app.letters.language import fill, language
from requests_app.letters.render import file_name, render_pdf

_KIND_OF_ENDING = {
    ".pdf": "pdf",
    ".png": "image", ".jpg": "image", ".jpeg": "image", ".gif": "image", ".webp": "image",
    ".tif": "image", ".tiff": "image", ".bmp": "image",
    ".eml": "mail",
    ".txt": "text", ".md": "text", ".csv": "text", ".log": "text",
}  # fmt: skip

_TITLE_OF_LETTER = {
    "reminder": "reminder",
    "complaint-controller": "complaint_letter",
    "complaint-authority": "authority_letter",
    "nudge-authority": "nudge_letter",
}

# Not a part of the story for whoever reads the file.
_NOT_TOLD = frozenset({"written", "closed", "reopened", "struck", "dates_changed", "received"})


@dataclass(frozen=True)
class Paper:
    """Something the case holds that can be an exhibit: `id` is "letter:<id>" or "file:<id>"."""

    id: str
    title: str
    on: date | None
    name: str
    kind: str
    size: int = 0
    is_mandate: bool = False


@cache
def words(code: str) -> Mapping[str, Any]:
    """The words of a file in this language; English where the language has none."""
    path = catalogue.WORDS / code / "bundle.toml"
    if not path.is_file():
        path = catalogue.WORDS / "en" / "bundle.toml"
    with path.open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True)
class Names:
    """The names the words are filled with."""

    controller: str
    authority: str
    person: str


def names(details: Details, authority: str, person: str) -> Names:
    """The names for a case; where the controller is not known, the platform's."""
    return Names(details.controller or details.company, authority, person)


def papers(
    case: Case, events: Sequence[Event], code: str, called: Names, mandate: str = ""
) -> list[Paper]:
    """What the case holds, in order of date: its letters as sent, the files put into it.

    `mandate` is the id of the file that is the mandate.
    """
    found = [_letter(letter, events, code, called) for letter in case.letters.all()]
    found += [
        _file(original, events, code, called, mandate) for original in originals.of_case(case)
    ]
    kept = [paper for paper in found if paper is not None]
    # The mandate first: it says who may speak.
    return sorted(kept, key=lambda paper: (not paper.is_mandate, paper.on or date.max, paper.id))


def _letter(letter: Letter, events: Sequence[Event], code: str, called: Names) -> Paper | None:
    sent = [event.on for event in events if event.letter_id == letter.pk]
    if not sent:
        return None
    table = words(code)
    row = catalogue.kind(letter.kind)
    default = "answer_letter" if row.group == "reply" else "first_letter"
    title = fill(
        table[_TITLE_OF_LETTER.get(letter.kind, default)],
        controller=called.controller,
        authority=called.authority,
        name=called.person,
    )
    text = queries.text_of(letter)
    return Paper(f"letter:{letter.pk}", title, min(sent), file_name(text, "pdf"), "pdf")


def _file(
    original: originals.Original, events: Sequence[Event], code: str, called: Names, mandate: str
) -> Paper:
    told = [event for event in events if (event.details or {}).get("file") == str(original.id)]
    table = words(code)
    title = original.name
    on = min((event.on for event in told), default=None)
    if told and told[0].kind in table["events"]:
        title = fill(
            table["events"][told[0].kind],
            controller=called.controller,
            authority=called.authority,
            request="",
            channel="",
        )
    identity = f"file:{original.id}"
    if identity == mandate:
        title = fill(table["mandate"], name=called.person)
    return Paper(
        identity,
        title,
        on,
        original.name,
        kind_of(original.name),
        original.size,
        identity == mandate,
    )


def kind_of(name: str) -> str:
    """How a file of this name is shown."""
    return _KIND_OF_ENDING.get(PurePath(name).suffix.casefold(), "other")


def exhibits(case: Case, chosen: Iterable[Paper], code: str) -> list[Exhibit]:
    """The papers with their contents, unsealed; what cannot be opened is an exhibit that says so.

    Raises LetterError when a letter of the case cannot be set.
    """
    letters = {f"letter:{letter.pk}": letter for letter in case.letters.all()}
    files = {f"file:{original.id}": original for original in originals.of_case(case)}
    found = []
    for paper in chosen:
        if paper.id in letters:
            content = render_pdf(queries.text_of(letters[paper.id]), keep_for=str(case.owner_id))
        elif paper.id in files:
            content = originals.content_of(case, files[paper.id])
        else:
            continue
        day = language(code).date(paper.on) if paper.on else ""
        found.append(Exhibit(paper.title, day, paper.kind, paper.name, content))
    return found


def story(
    events: Sequence[Event],
    now: Standing,
    past: History,
    code: str,
    called: Names,
    today: date,
) -> list[PastEvent]:
    """What happened, day by day, in words for a reader who was not there."""
    table, spoken = words(code)["events"], language(code)
    rows = []
    for event in events:
        if event.kind in _NOT_TOLD or event.kind not in table:
            continue
        rows.append(
            PastEvent(
                event.on,
                fill(
                    table[event.kind],
                    controller=called.controller,
                    authority=called.authority,
                    request=_first_up(spoken.request(past.kind, past.purposes)),
                    channel=spoken.channel(event.channel or "form", to_authority=True),
                ),
            )
        )
    for event in events:
        if event.kind == "received":
            text = fill(table["received"], controller=called.controller)
            rows.append(PastEvent(event.on, text))
    answer = now.answer
    if answer is not None and answer.due is not None and answer.due <= today:
        rows.append(PastEvent(answer.due, table["due"]))
    return sorted(rows, key=lambda row: row.on)


def told_to_the_authority(past: History, events: Sequence[Event], code: str, called: Names) -> History:
    """The history with its further events in words for a reader who was not there."""
    table = words(code)["events"]
    known = {
        "sent", "received", "reminder", "complaint_to_controller", "controller_outcome",
        "complaint_to_authority", "refusal", "answer_partial", "answer_full", "knowledge",
        "infringement", "contact", "replied", *_NOT_TOLD,
    }  # fmt: skip
    rows = tuple(
        PastEvent(
            event.on,
            fill(
                table[event.kind],
                controller=called.controller,
                authority=called.authority,
                request="",
                channel="",
            ),
        )
        for event in events
        if event.kind not in known and event.kind in table
    )
    # The first answer has a line of its own; a second one of another kind has not.
    answers = [
        event for event in events if event.kind in ("refusal", "answer_partial", "answer_full")
    ][1:]
    more = tuple(
        PastEvent(event.on, fill(table[event.kind], controller=called.controller))
        for event in answers
    )
    return replace(past, events=tuple(sorted((*rows, *more), key=lambda row: row.on)))


def order(
    *,
    code: str,
    complaint: LetterText,
    working_copy: LetterText | None,
    chronology: Sequence[PastEvent],
    found: Sequence[Exhibit],
    represented: Person | None,
    capacity: str,
    reference: str,
) -> Order:
    """The bundle to be made. Raises LetterError when the complaint cannot be set."""
    table, spoken = words(code), language(code)
    count = len(found)
    extent = table["extent_exhibit"] if count == 1 else fill(table["extent_exhibits"], count=count)
    behalf = ""
    if represented is not None:
        behalf = f"{represented.name}\n{capacity}" if capacity else represented.name
    cover = (
        (table["to"], "\n".join(complaint.recipient)),
        (table["from"], "\n".join((*complaint.sender, *complaint.contact))),
        (table["for"], behalf),
        (table["against"], complaint.controller),
        (table["reference"], reference),
        (table["date"], spoken.date(complaint.date)),
        (table["extent"], extent),
    )
    wording = {name: value for name, value in table.items() if isinstance(value, str)}
    if complaint.regime == "ch":
        wording["complaint"] = table["report"]
    if working_copy is not None:
        own = str(catalogue.LANGUAGE_NAMES.get(working_copy.language, working_copy.language))
        wording["working_copy"] = fill(table["working_copy"], language=own)
    return Order(
        language=code,
        title=complaint.subject,
        cover=cover,
        notes=(table["note_attached"],) if count else (),
        chronology=tuple((spoken.date(row.on), row.text) for row in chronology),
        complaint=render_pdf(complaint),
        working_copy=render_pdf(working_copy) if working_copy is not None else b"",
        exhibits=tuple(found),
        words=wording,
    )


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
