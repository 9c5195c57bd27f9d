"""From a TOML file to a record, with one clear sentence for each defect.

A file is read whole before anything is said, so that whoever edits it sees every defect at once.
Unknown keys are defects too: a misspelt key must not lose a fact in silence.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from .formats import has_control, read_day
from .records import REGIONS, Source, Text
from .sources import CONFIDENCE as CONFIDENCE_LEVELS

OWN_PAGE_NEEDS_DATE = ("company_page", "authority_page")


class Defects:
    """Collects what is wrong with one file, each as one sentence that names the field."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[str] = []

    def say(self, field: str, trouble: str) -> None:
        """Notes one defect of ``field``."""
        self.found.append(f"{self.file}: {field} {trouble}")


class Table:
    """A TOML table being read: typed access that notes a defect instead of raising."""

    def __init__(self, data: Mapping[str, Any], path: str, defects: Defects) -> None:
        self._data = data
        self._path = path
        self._read: set[str] = set()
        self.defects = defects

    def path(self, key: str) -> str:
        """The field's full name, for a message."""
        return f"{self._path}.{key}" if self._path else key

    def raw(self, key: str) -> Any:
        """The value as TOML gave it, or None; the key counts as read."""
        self._read.add(key)
        return self._data.get(key)

    def say(self, key: str, trouble: str) -> None:
        """Notes one defect of ``key``."""
        self.defects.say(self.path(key), trouble)

    def text(self, key: str, *, required: bool = False, limit: int = 2000) -> str:
        """A string without control characters; "" if absent."""
        value = self.raw(key)
        if value is None or value == "":
            if required:
                self.say(key, "is missing; write a text")
            return ""
        if not isinstance(value, str):
            self.say(key, f"is {value!r}; write a text in quotation marks")
            return ""
        if has_control(value) or value != value.strip() or len(value) > limit:
            self.say(key, f"has control characters, blanks at an end, or more than {limit} letters")
            return ""
        return value

    def choice(self, key: str, allowed: Iterable[str], *, default: str = "") -> str:
        """One of ``allowed``; ``default`` if absent (and required if that is "")."""
        value = self.text(key, required=not default)
        allowed = tuple(allowed)
        if value and value not in allowed:
            self.say(key, f"is {value!r}; allowed are {', '.join(allowed)}")
            return default
        return value or default

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of strings; empty if absent."""
        value = self.raw(key)
        if value is None:
            value = []
        if not isinstance(value, list) or any(
            not isinstance(item, str) or not item.strip() or has_control(item) for item in value
        ):
            self.say(key, 'is no list of texts; write ["one", "two"]')
            return ()
        if required and not value:
            self.say(key, "is empty; name at least one")
        if len(set(value)) != len(value):
            self.say(key, "names something twice")
        return tuple(value)

    def regions(self, key: str = "regions") -> tuple[str, ...]:
        """Regions; all three if the key is absent."""
        if key not in self._data:
            self._read.add(key)
            return REGIONS
        found = self.texts(key, required=True)
        for region in found:
            if region not in REGIONS:
                self.say(key, f"names {region!r}; allowed are {', '.join(REGIONS)}")
        return tuple(region for region in REGIONS if region in found)

    def flag(self, key: str) -> bool | None:
        """True or false; None if absent."""
        value = self.raw(key)
        if value is not None and not isinstance(value, bool):
            self.say(key, f"is {value!r}; allowed are true and false")
            return None
        return value

    def day(self, key: str) -> date | None:
        """A full date; None if absent."""
        found = self.rough_day(key)
        if found and found[1] != "day":
            self.say(key, "is no full date; write a date as 2026-08-21 without quotation marks")
            return None
        return found[0] if found else None

    def rough_day(self, key: str) -> tuple[date, str] | None:
        """A date and its precision ("day", "month", "year"); None if absent."""
        value = self.raw(key)
        if value is None:
            return None
        found = read_day(value)
        if found is None:
            self.say(
                key,
                f"is {value!r}; write a date as 2026-08-21 without quotation marks,"
                ' a month as "2026-08" or a year as "2026"',
            )
        return found

    def by_language(self, key: str, *, required: bool = False) -> Text:
        """A text by language code; a plain string counts as English."""
        value = self.raw(key)
        if isinstance(value, str):
            return {"en": self.text(key, required=required, limit=4000)}
        if value is None:
            if required:
                self.say(key, 'is missing; write a text, or { en = "...", fr = "..." }')
            return {}
        if not isinstance(value, dict):
            self.say(key, 'is no text by language; write { en = "...", fr = "..." }')
            return {}
        table = Table(value, self.path(key), self.defects)
        found = {language: table.text(language, limit=4000) for language in value}
        if not found.get("en"):
            table.say("en", "is missing; every text is there in English")
            return {}
        return found

    def tables(self, key: str) -> list[Table]:
        """A list of tables ([[key]]); empty if absent."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list) or any(not isinstance(item, dict) for item in value):
            self.say(key, f"is no list of tables; write [[{key}]]")
            return []
        return [
            Table(item, f"{self.path(key)}[{number}]", self.defects)
            for number, item in enumerate(value, start=1)
        ]

    def table(self, key: str) -> Table:
        """One table ([key]); an empty one if absent."""
        value = self.raw(key)
        if value is not None and not isinstance(value, dict):
            self.say(key, f"is no table; write [{key}]")
            value = None
        return Table(value or {}, self.path(key), self.defects)

    def names(self) -> tuple[str, ...]:
        """The keys that are there."""
        return tuple(self._data)

    def close(self) -> None:
        """Notes every key that nothing read."""
        for key in self._data:
            if key not in self._read:
                allowed = ", ".join(sorted(self._read))
                self.say(key, f"is not a known key; known here are {allowed}")


def open_file(path: Path) -> tuple[Table, Defects]:
    """The file as a table; a file that is no TOML gives an empty table and one defect."""
    defects = Defects(f"{path.parent.name}/{path.name}")
    data: Mapping[str, Any] = {}
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        defects.say("the file", f"is not readable as TOML in UTF-8: {trouble}")
    return Table(data, "", defects), defects


def read_sources(top: Table) -> dict[str, Source]:
    """The table of sources, by the key the data name them with."""
    table = top.table("sources")
    sources = {}
    for key in table.names():
        entry = table.table(key)
        day = entry.rough_day("date")
        confidence = entry.choice("confidence", CONFIDENCE_LEVELS)
        if confidence in OWN_PAGE_NEEDS_DATE and day is None:
            entry.say("date", "is missing; a company's or an authority's page is cited by its date")
        words = entry.by_language("text", required=True)
        sources[key] = Source(
            text=words.get("en", ""),
            date=day[0] if day else None,
            precision=day[1] if day else "",
            confidence=confidence or "unchecked",
            url=entry.text("url"),
            title=entry.by_language("title"),
            of=entry.text("of"),
            text_by_language=words,
        )
        entry.close()
    if not sources:
        top.say("sources", "is missing; say where the record comes from under [sources.NAME]")
    return sources


def points(table: Table, key: str) -> tuple[Text, ...]:
    """Statements by language, one a table with its words under ``text``; empty if absent."""
    found = []
    for entry in table.tables(key):
        found.append(entry.by_language("text", required=True))
        entry.close()
    return tuple(found)


NO_SOURCE = Source(text="", date=None, confidence="unchecked")


def named_source(table: Table, sources: Mapping[str, Source]) -> Source:
    """The source a datum names; a defect if it names none, or one that is not there."""
    key = table.text("source", required=True)
    if key and key not in sources:
        table.say("source", f"is {key!r}; [sources] has {', '.join(sources) or 'nothing'}")
    return sources.get(key, NO_SOURCE)
