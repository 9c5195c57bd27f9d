"""The complaint cut to the fields of an authority's online form, to be copied one by one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from requests_app.directory.records import Authority
from requests_app.letters.contracts import LetterText, PastEvent
from requests_app.letters.language import language
from requests_app.letters.markup import parse, to_plain
from requests_app.letters.render import render_form_text

_FILE = Path(__file__).with_name("form_fields.toml")
# A paragraph that is nothing but bold words is a heading of the letter.
_HEADING = re.compile(r"^\*\*(.+)\*\*$", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")

LABELS: Mapping[str, str | Promise] = {
    "person": _("Who you are"),
    "organisation": _("The company"),
    "account": _("Your account there"),
    "right": _("The right that was infringed"),
    "happened": _("What happened"),
    "grounds": _("Why it is an infringement"),
    "wishes": _("What you ask for"),
    "events": _("The events with their dates"),
    "harm": _("What it means for you"),
    "timely": _("Why the complaint is in time"),
    "whole": _("The whole complaint"),
}


@dataclass(frozen=True)
class FormField:
    """A text for one field: `limit` in characters (None: not known), `cut` when it went on."""

    id: str
    label: str | Promise
    text: str
    limit: int | None
    cut: bool

    @property
    def length(self) -> int:
        return len(self.text)


@dataclass(frozen=True)
class FormTexts:
    """The texts for an authority's form; `known` when the material knows its fields at all, and
    from what, in the page's language."""

    fields: tuple[FormField, ...]
    known: bool
    source: str


@cache
def _table() -> Mapping[str, Any]:
    with _FILE.open("rb") as file:
        found: Mapping[str, Any] = tomllib.load(file)
        return found


def form_texts(
    authority: Authority | None,
    text: LetterText,
    events: Sequence[PastEvent],
    *,
    harm: str,
    known_on: date | None,
    right: str,
) -> FormTexts:
    """The complaint's parts, from its text as the person left it, for this authority's form.

    Where nothing is known of the form, the whole complaint as one plain text.
    """
    row = None
    if authority is not None:
        forms = _table()["authorities"]
        row = forms.get(authority.id)
        if row is None and authority.country == "DE":
            row = forms["de"]
    whole = FormField("whole", LABELS["whole"], render_form_text(text).text, None, False)
    if row is None:
        return FormTexts((whole,), False, "")
    parts = _parts(text, events, harm, known_on, right)
    fields = tuple(
        _field(one["from"], parts[one["from"]], one.get("limit"))
        for one in row["fields"]
        if parts.get(one["from"])
    )
    said = _table()["sources"][row["source"]]
    return FormTexts((*fields, whole), True, str(said.get(get_language() or "en") or said["en"]))


def cut(text: str, limit: int) -> tuple[str, bool]:
    """As many whole sentences as fit into so many characters, and whether any is missing."""
    text = text.strip()
    if len(text) <= limit:
        return text, False
    kept = ""
    for piece in _pieces(text):
        if len(kept) + len(piece.rstrip()) > limit:
            break
        kept += piece
    kept = kept.strip() or text[:limit].rstrip()
    return kept, True


def _pieces(text: str) -> list[str]:
    """Sentences and lines, each with the space after it: joined they are the text again."""
    found = []
    for line in text.splitlines(keepends=True):
        start = 0
        for end in _SENTENCE_END.finditer(line):
            found.append(line[start : end.end()])
            start = end.end()
        found.append(line[start:])
    return found


def _field(identity: str, text: str, limit: int | None) -> FormField:
    shown, missing = cut(text, limit) if limit else (text.strip(), False)
    return FormField(identity, LABELS[identity], shown, limit, missing)


def _parts(
    text: LetterText,
    events: Sequence[PastEvent],
    harm: str,
    known_on: date | None,
    right: str,
) -> dict[str, str]:
    spoken = language(text.language)
    sections = _sections(text.body)
    facts, reasons, wishes = [*sections, "", "", ""][:3]
    listed = "\n".join(f"{spoken.date(event.on)}: {event.text}" for event in events)
    return {
        "person": "\n".join((*text.sender, *text.contact)),
        "organisation": text.controller,
        "right": right,
        # The reasons first: where a field is short, they matter more than the list of days.
        "happened": "\n\n".join(one for one in (reasons, facts) if one),
        "grounds": reasons,
        "wishes": wishes,
        "events": listed,
        "harm": harm,
        "timely": spoken.date(known_on) if known_on else "",
    }


def _sections(body: str) -> list[str]:
    """The text under each heading, in order, as plain text; one section where there are none."""
    places = list(_HEADING.finditer(body))
    if not places:
        return [to_plain(parse(body), None)]
    ends = [one.start() for one in places[1:]] + [len(body)]
    return [
        to_plain(parse(body[place.end() : end].strip()), None)
        for place, end in zip(places, ends, strict=True)
    ]
