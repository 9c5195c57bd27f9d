"""A letter while it is being written: the template's own engine, its context, its citations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.template import Context, Engine, Origin
from django.template.loaders.filesystem import Loader

from requests_app.law import LawError, NotInForce, cite

from .arguments import arguments
from .catalogue import WORDS
from .contracts import CitedProvision, LetterRequest, PastEvent
from .errors import LetterError
from .language import Language, language
from .markup import escape, escape_line

# Stands before the lines of a template that are no part of the body. No text that a person types
# may hold it (``checks``), so that nobody can write such a line from within a field.
HEAD_MARK = "\x02"

_HEAD_LINE = re.compile(r"^((?:\{%[^%]*%\})*)(?=(?:Subject|Enclosure):)", re.MULTILINE)


class _Templates(Loader):
    """Reads templates from the folder of the letters, with their head lines marked."""

    def get_contents(self, origin: Origin) -> str:
        return _HEAD_LINE.sub(rf"\1{HEAD_MARK}", super().get_contents(origin))


@lru_cache(maxsize=2)
def engine(missing: str = "") -> Engine:
    """The letters' own template engine: no autoescape, because the output is Markdown in which
    every field is escaped already, and no loader but the folder of the letters."""
    return Engine(
        dirs=[str(WORDS)],
        loaders=[
            (
                "django.template.loaders.cached.Loader",
                [("requests_app.letters.writing._Templates", [str(WORDS)])],
            )
        ],
        autoescape=False,
        builtins=["requests_app.letters.templatetags.letters"],
        string_if_invalid=missing,
    )


class Writing:
    """One letter in the making. Its methods are what the template tags call."""

    def __init__(self, request: LetterRequest, past: tuple[PastEvent, ...] = ()) -> None:
        self.request = request
        self.words: Language = language(request.language)
        self.past = past
        self.citations: dict[str, CitedProvision] = {}
        self._number = 0

    def cite(self, key: str, form: str = "full", on: date | None = None) -> str:
        """The provision, escaped for Markdown; a ``LetterError`` on ``"date"`` if it was not law
        on that date, which is the letter's unless given."""
        request = self.request
        day = on or request.date
        try:
            found = cite(key, request.regime, day, request.language, form=form)
        except NotInForce as trouble:
            raise LetterError("date", str(trouble)) from trouble
        except LawError as trouble:
            raise LetterError("language", str(trouble)) from trouble
        self.citations.setdefault(
            f"{found.act}:{found.provision}",
            CitedProvision(key, request.regime, found.text, found.source, day.isoformat()),
        )
        return escape_line(found.text)

    @property
    def then(self) -> date:
        """The day of the decision a letter is about, else the letter's."""
        given = self.request.details.get("decision_on")
        return date.fromisoformat(given) if given else self.request.date

    def in_force(self, key: str) -> bool:
        """Whether a provision is law on the letter's date."""
        try:
            cite(key, self.request.regime, self.request.date, self.request.language)
        except LawError:
            return False
        return True

    def next_number(self) -> str:
        self._number += 1
        return str(self._number)

    def day(self, on: date | None) -> str:
        """A date in words, escaped; empty for none."""
        return escape_line(self.words.date(on)) if on else ""

    def history(self) -> str:
        """The dated list of what happened, earliest first."""
        colon = self.words.paper("colon")
        return "\n".join(
            f"- {self.day(event.on)}{colon}{escape_line(event.text)}" for event in self.past
        )

    def arguments(self) -> str:
        """A paragraph for each chosen argument that has a sentence, in the catalogue's order."""
        request = self.request
        purposes = request.purposes or ("other",)
        known = {
            block.id: block
            for purpose in purposes
            for block in arguments(purpose, request.regime, request.language)
        }
        chosen = {one.block.replace("_", "-"): one.sentence for one in request.arguments}
        for name in chosen:
            if name not in known:
                raise LetterError(
                    "arguments",
                    f"There is no argument {name!r} for this letter; allowed are "
                    f"{', '.join(known) or 'none'}.",
                )
        paragraphs = []
        for name, block in known.items():
            if not chosen.get(name, "").strip():
                continue
            template = engine().from_string(block.paragraph)
            context = self.context({"sentence": escape(_sentence(chosen[name]))})
            paragraphs.append(template.render(context))
        return "\n\n".join(paragraphs)

    def context(self, values: Mapping[str, Any]) -> Context:
        return Context(
            {
                "_writing": self,
                "eu": self.request.regime == "eu",
                "uk": self.request.regime == "uk",
                "ch": self.request.regime == "ch",
                # The Data (Use and Access) Act 2025 moved or added what these letters cite.
                "duaa": self.request.regime == "uk" and self.in_force("8A(1)"),
                **values,
            },
            autoescape=False,
        )

    def write(self, template: str, values: Mapping[str, Any]) -> str:
        """The template filled in; an error of the template itself is ours and is not caught."""
        return engine().get_template(template).render(self.context(values))


def _sentence(text: str) -> str:
    """The person's words as a whole sentence: a capital at the start, a stop at the end."""
    text = text.strip()
    if not text:
        return text
    if text[-1] not in '.!?…»”"':
        text += "."
    return text[0].upper() + text[1:]
