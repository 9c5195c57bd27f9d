"""Why a deadline is what it is: steps made while computing, put into words only when read.

A step keeps a rule, a key into ``wording/<language>.toml`` and its parameters, so that it can be
said in any language later. Placeholders are filled by our own code: the wording holds data only.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from requests_app.law.loading import regime, regime_ids
from requests_app.law.statutes import Rule

WORDING_FOLDER = Path(__file__).parent / "wording"

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PLACES = frozenset({"place", "other_place"})

Params = tuple[tuple[str, Any], ...]


class Step(NamedTuple):
    """One thing a rule did.

    ``date`` is the day it gave (``None`` if the clock waits); ``key`` and ``params`` hold what is
    said; ``inferred`` marks a step that uses our reading of the rule rather than its plain words.
    """

    rule: str
    key: str
    params: Params
    date: datetime.date | None
    inferred: bool = False

    @property
    def text(self) -> str:
        """The step in English."""
        return self.in_language("en")

    @property
    def source(self) -> str:
        """The address of the rule's official or next best source."""
        return rule(self.rule).source

    @property
    def sure(self) -> str:
        """T, S, K or I: see ``statutes.Rule``. K and I are told to the person as an estimate."""
        known = rule(self.rule)
        return known.tag if self.inferred else known.sure

    def in_language(self, language: str) -> str:
        """The step in a language; in English where that language lacks the words."""
        spoken = wording(language)
        template = spoken["steps"].get(self.key)
        if template is None:
            spoken = wording("en")
            template = spoken["steps"][self.key]
        values = {"date": self.date, **dict(self.params)}
        text = _PLACEHOLDER.sub(lambda found: _say(found[1], values[found[1]], spoken), template)
        return f"{text} {spoken['words']['estimate']}" if self.sure in ("K", "I") else text


def languages() -> tuple[str, ...]:
    """The languages steps and reasons can be said in."""
    return tuple(sorted(path.stem for path in WORDING_FOLDER.glob("*.toml")))


@cache
def wording(language: str) -> dict[str, Any]:
    """A language's words; the English ones where there is no file for it."""
    path = WORDING_FOLDER / f"{language}.toml"
    if language not in languages():
        path = WORDING_FOLDER / "en.toml"
    with path.open("rb") as file:
        return tomllib.load(file)


@cache
def rule(rule_id: str) -> Rule:
    """The rule by id; a KeyError here is a mistake in the data, not in the input."""
    for regime_id in regime_ids():
        found = regime(regime_id).rules.get(rule_id)
        if found is not None:
            return found
    raise KeyError(rule_id)


def phrase(section: str, key: str, language: str, **values: Any) -> str:
    """A sentence of another section of the wording (``regimes``, ``kinds``, ``statuses`` …)."""
    spoken = wording(language)
    template = spoken.get(section, {}).get(key)
    if template is None:
        spoken = wording("en")
        template = spoken[section][key]
    if section == "regimes":
        # Holidays are those of England and Wales together; a person lives in England. And many
        # languages say "in Germany" in one piece.
        values = {name: _home(value, spoken) for name, value in values.items()}
    return _PLACEHOLDER.sub(lambda found: _say(found[1], values[found[1]], spoken), str(template))


def _home(code: str, spoken: dict[str, Any]) -> str:
    """Where a person lives or a company sits; a region without words of its own is its country."""
    for words in (spoken["homes"], spoken["places"]):
        for one in (code, code.partition("-")[0]):
            if one in words:
                return str(words[one])
    return code


def say_date(day: datetime.date, language: str) -> str:
    """A date with its weekday, as the language writes it."""
    return _say("date", day, wording(language))


def say_place(code: str, language: str) -> str:
    """A place's name where the language has one, else its code."""
    return _say("place", code, wording(language))


def _say(name: str, value: Any, spoken: dict[str, Any]) -> str:
    if isinstance(value, datetime.date):
        dates = spoken["dates"]
        day = dates.get("first_day", "1") if value.day == 1 else str(value.day)
        parts = {
            "weekday": dates["weekdays"][value.weekday()],
            "day": day,
            "month": dates["months"][value.month - 1],
            "year": str(value.year),
        }
        return _PLACEHOLDER.sub(lambda found: parts[found[1]], dates["pattern"])
    if name in _PLACES:
        return str(spoken["places"].get(value, value))
    if isinstance(value, tuple):
        return ", ".join(_say("place", one, spoken) for one in value)
    return str(value)
