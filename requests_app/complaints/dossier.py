"""What goes into a complaint's file: its exhibits, its chronology, its cover, in its language."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from requests_app.cases import evidence, queries
from requests_app.cases.details import Details
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.standing import Standing
from requests_app.complaints.bundle.order import Exhibit, Order
from requests_app.letters import catalogue
from requests_app.letters.checking import MAX_EVENTS
from requests_app.letters.contracts import History, LetterText, PastEvent, Person
from requests_app.letters.language import fill, language
from requests_app.letters.render import file_name, render_pdf
from requests_app.vault import files
from requests_app.vault.errors import VaultError

_KIND_OF_TYPE = {"application/pdf": "pdf", "message/rfc822": "mail", "text/plain": "text"}

_TITLE_OF_LETTER = {
    "reminder": "reminder",
    "complaint-controller": "complaint_letter",
    "complaint-authority": "authority_letter",
    "nudge-authority": "nudge_letter",
}

# Not a part of the story for whoever reads the file.
_NOT_TOLD = frozenset({"written", "closed", "reopened", "struck", "dates_changed"})
_ANSWERS = ("refusal", "answer_partial", "answer_full")
# What a complaint's own list of events says in words of its own, or leaves out.
_OF_THE_LETTER = _NOT_TOLD | {
    "sent", "received", "reminder", "complaint_to_controller", "controller_outcome",
    "complaint_to_authority", "knowledge", "infringement", "replied",
}  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """Something the case holds that can be an exhibit.

    `id` is "letter:<id>", "file:<id>" or, for a reply that was pasted in, "event:<id>".
    """

    id: str
    title: str
    on: date | None
    name: str
    kind: str
    size: int = 0
    is_mandate: bool = False


class PaperGone(LookupError):
    """A paper whose content cannot be opened any more; the message is its name."""


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
    found += [_file(one, events, code, called, mandate) for one in evidence.of_case(case)]
    found += [_pasted(event, code, called) for event in events if _text_of(event)]
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
    one: evidence.Evidence, events: Sequence[Event], code: str, called: Names, mandate: str
) -> Paper:
    told = [event for event in events if (event.details or {}).get("file") == str(one.id)]
    identity = f"file:{one.id}"
    if identity == mandate:
        title = fill(words(code)["mandate"], name=called.person)
    elif told:
        title = _in_words(told[0], code, called) or one.name
    else:
        title = one.name
    on = min((event.on for event in told), default=None)
    return Paper(
        identity, title, on, one.name, kind_of(one.content_type), one.size, identity == mandate
    )


def _pasted(event: Event, code: str, called: Names) -> Paper:
    title = _in_words(event, code, called) or str(event.on)
    name = f"{event.on.isoformat()}-{event.kind.replace('_', '-')}.txt"
    return Paper(f"event:{event.pk}", title, event.on, name, "text")


def _text_of(event: Event) -> str:
    """The words of a message that were pasted into the case."""
    return str((event.details or {}).get("text", ""))


def _in_words(event: Event, code: str, called: Names, request: str = "") -> str:
    """What happened, for a reader who was not there; "" for what has no such words."""
    pattern = words(code)["events"].get(event.kind, "")
    channel = event.channel or "form"
    return fill(
        pattern,
        controller=called.controller,
        authority=called.authority,
        request=request,
        channel=language(code).channel(channel, to_authority=True),
    )


def kind_of(content_type: str) -> str:
    """How a file of this type is shown."""
    if content_type.startswith("image/"):
        return "image"
    return _KIND_OF_TYPE.get(content_type, "other")


def exhibits(case: Case, chosen: Iterable[Paper], code: str) -> list[Exhibit]:
    """The papers with their contents, unsealed.

    Raises PaperGone, and LetterError when a letter of the case cannot be set.
    """
    letters = {f"letter:{letter.pk}": letter for letter in case.letters.all()}
    texts = {f"event:{event.pk}": _text_of(event) for event in case.events.all()}
    found = []
    for paper in chosen:
        if paper.id in letters:
            content = render_pdf(queries.text_of(letters[paper.id]), keep_for=str(case.owner_id))
        elif paper.id in texts:
            content = texts[paper.id].encode()
        else:
            content = _content(case, paper)
        day = language(code).date(paper.on) if paper.on else ""
        found.append(Exhibit(paper.title, day, paper.kind, paper.name, content))
    return found


def _content(case: Case, paper: Paper) -> bytes:
    file = evidence.file_of(case, uuid.UUID(paper.id.partition(":")[2]))
    try:
        if file is not None:
            return files.read(file)
    except VaultError:
        # Damaged or gone on the disk: nothing of it could be attached.
        pass
    raise PaperGone(paper.name)


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
    request = _first_up(spoken.request(past.kind, past.purposes))
    rows = [
        PastEvent(event.on, text)
        for event in events
        if event.kind not in _NOT_TOLD and (text := _in_words(event, code, called, request))
    ]
    answer = now.answer
    if answer is not None and answer.due is not None and answer.due <= today:
        rows.append(PastEvent(answer.due, table["due" if answer.statutory else "due_own"]))
    return sorted(rows, key=lambda row: row.on)


def told_to_the_authority(
    past: History, events: Sequence[Event], code: str, called: Names
) -> History:
    """The history with its further events in words for a reader who was not there.

    The letter has lines of its own for the turning points and for the first answer.
    """
    answers = [event for event in events if event.kind in _ANSWERS]
    told = [
        PastEvent(event.on, text)
        for event in events
        if event.kind not in _OF_THE_LETTER
        and event not in answers[:1]
        and (text := _in_words(event, code, called))
    ]
    # A letter takes so many; the chronology of the file has them all.
    return replace(past, events=tuple(told[-MAX_EVENTS:]))


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
