"""What a language says around a letter: dates, channels, the words of the paper."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .catalogue import WORDS, languages
from .errors import LetterError


@dataclass(frozen=True, slots=True)
class Language:
    """The words of ``templates/letters/<code>/language.toml``."""

    code: str
    words: Mapping[str, Any]

    def date(self, day: dt.date) -> str:
        """A date as it stands in a letter: "24 November 2026", "1er mars 2027"."""
        number = str(day.day)
        if day.day == 1:
            number = self.words.get("first_day", number)
        text: str = self.words["date"].format(
            day=number, month=self.words["months"][day.month - 1], year=day.year
        )
        return text

    def dateline(self, day: dt.date, place: str) -> str:
        """The date with the place before it, where the language writes one."""
        name = "dateline_with_place" if place else "dateline"
        text: str = self.words[name].replace("{date}", self.date(day)).replace("{place}", place)
        return text

    def paper(self, name: str, /, regime: str = "", **values: object) -> str:
        """A word of the paper with its values filled in, as letters under that law have it."""
        own = self.words.get(f"paper_{regime}", {})
        return fill(own.get(name) or self.words["paper"][name], **values)

    def request(self, kind: str, purposes: tuple[str, ...] = (), regime: str = "") -> str:
        """How a later letter names the first one, as that law calls it."""
        exact = f"{kind}.{purposes[0]}" if len(purposes) == 1 else kind
        for table in (f"requests_{regime}", "requests"):
            names = self.words.get(table, {})
            for name in (exact, kind):
                if name in names:
                    return str(names[name])
        return str(self.words["requests"]["objection"])

    def channel(self, delivery: str, *, to_authority: bool = False) -> str:
        """The way of sending in words: "through your web form", to an authority "its"."""
        table = "channels_to_authority" if to_authority else "channels"
        return str(self.words[table][delivery])

    def event(self, name: str, /, **values: object) -> str:
        return fill(self.words["events"][name], **values)

    def foreign(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        """An address whose last line, if it is a country, stands in this language."""
        last = lines[-1] if lines else ""
        for code, name in language("en").words["countries"].items():
            if last == name:
                return (*lines[:-1], str(self.words["countries"].get(code, name)))
        return lines

    def region(self, regime: str) -> str:
        return str(self.words["regions"][regime])

    def addressee(self, name: str, /, **values: object) -> str:
        return fill(self.words["addressee"][name], **values)


def fill(pattern: str, /, **values: object) -> str:
    """``pattern`` with each ``{name}`` replaced. Values are never read as patterns."""
    parts = []
    rest = pattern
    while "{" in rest:
        before, _, after = rest.partition("{")
        name, _, rest = after.partition("}")
        parts += [before, str(values[name])]
    return "".join((*parts, rest))


@cache
def spoken_in() -> Mapping[str, str]:
    """The usual language of letters by country, for countries where nearly all read one."""
    return {place: code for code in languages() for place in language(code).words["spoken_in"]}


@cache
def language(code: str) -> Language:
    """The language with this code; raises ``LetterError`` on ``"language"``."""
    if code not in languages():
        raise LetterError(
            "language",
            f"Letters are not written in {code!r}; allowed are {', '.join(languages())}.",
        )
    with (WORDS / code / "language.toml").open("rb") as file:
        return Language(code, tomllib.load(file))
