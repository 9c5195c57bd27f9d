"""Reads records of the open register datenanfragen/data as hostile input.

What comes back is plain data of our own shape, bounded and clean, or :class:`Refused` with one
sentence. The format is that of the register's schema.json, schema-supervisory-authorities.json and
schema-obsolete-records.json.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import formats

LONGEST_TEXT = 300
LONGEST_NOTE = 4000
MOST_ENTRIES = 500
MOST_LINES = 15

QUALITIES = ("tested", "verified", "imported", "scraped")
MEDIA = ("email", "webform", "letter", "fax")
ELEMENT_TYPES = ("input", "textarea", "email", "address", "name", "birthdate")
OBSOLETE_REASONS = (
    "company-acquired",
    "company-defunct",
    "company-merged",
    "duplicate",
    "gdpr-not-applicable",
    "out-of-scope",
)

_SLUG = re.compile(r"[a-z0-9-]{1,100}\Z")
_HTML = re.compile(r"<\s*[a-zA-Z/!?]|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")
_COUNTRY = re.compile(r"(?:[a-z]{2}|all)\Z")
_LANGUAGE = re.compile(r"[a-z]{2}\Z")
_FORMER = re.compile(
    r"\s*\((?:formerly|former|previously|ehem\.?|ehemals|früher|bis \d{4})\)\s*\Z", re.I
)


class Refused(ValueError):
    """A record is not taken over; the message says in one sentence why."""


def read_company(data: object, file_slug: str) -> dict[str, Any]:
    """A company of the register in our shape; raises :class:`Refused`."""
    record = _Record(data, file_slug)
    names, former = _split_runs(record.texts("runs"))
    return {
        "name": record.text("name", required=True),
        "names": names,
        "former": former,
        "address": record.lines("address"),
        "countries": record.countries(),
        "categories": record.texts("categories"),
        "email": record.email(),
        "form": record.url("webform"),
        "website": record.website(),
        "phone": record.text("phone"),
        "fax": record.text("fax"),
        "sources": record.urls("sources"),
        "medium": record.choice("suggested-transport-medium", MEDIA),
        "required": [_element(entry) for entry in record.entries("required-elements")],
        "language": record.language("request-language"),
        "own_templates": [
            template
            for right in ("access", "erasure", "rectification", "objection")
            if (template := record.text(f"custom-{right}-template"))
        ],
        "needs_id": record.flag("needs-id-document"),
        "adults_only": record.flag("nsfw"),
        "comments": [
            record.clean(text, "comments", LONGEST_NOTE) for text in record.raw_list("comments")
        ],
        "quality": record.choice("quality", QUALITIES, required=True),
        "left_out": record.left_out(),
    }


def read_authority(data: object, file_slug: str) -> dict[str, Any]:
    """An authority of the register in our shape; raises :class:`Refused`."""
    record = _Record(data, file_slug)
    return {
        "name": record.text("name", required=True),
        "address": record.lines("address"),
        "countries": record.countries(),
        "email": record.email(),
        "form": record.url("webform"),
        "website": record.website(),
        "phone": record.text("phone"),
        "sources": record.urls("sources"),
        "language": record.language("complaint-language"),
        "medium": record.choice("suggested-transport-medium", MEDIA),
        "comments": [
            record.clean(text, "comments", LONGEST_NOTE) for text in record.raw_list("comments")
        ],
        "quality": "verified",
        "left_out": record.left_out(),
    }


def read_obsolete(data: object, file_slug: str) -> dict[str, Any]:
    """A withdrawn record: its name, the reason and the slug that took its place ("" if none)."""
    record = _Record(data, file_slug)
    redirect = record.text("redirect-to")
    if redirect and not _SLUG.match(redirect):
        raise Refused(
            f"redirect-to is {redirect[:80]!r}; allowed are small letters, digits, hyphens"
        )
    return {
        "name": record.text("name", required=True),
        "reason": record.choice("reason", OBSOLETE_REASONS, required=True),
        "redirect_to": redirect,
        "sources": record.urls("sources"),
        "quality": "obsolete",
    }


class _Record:
    """One JSON object; every accessor refuses what is not as the schema says."""

    def __init__(self, data: object, file_slug: str) -> None:
        if not isinstance(data, Mapping):
            raise Refused("the file holds no JSON object")
        self._data = data
        slug = data.get("slug")
        if not isinstance(slug, str) or not _SLUG.match(slug):
            raise Refused(
                "slug is missing, or not of small letters, digits and hyphens (up to 100)"
            )
        if slug != file_slug:
            raise Refused(f"slug is {slug!r}, but the file is named {file_slug[:80]!r}")

    def clean(self, value: object, key: str, limit: int = LONGEST_TEXT) -> str:
        """The text with blanks at its ends removed; line breaks only in long texts."""
        if not isinstance(value, str):
            raise Refused(f"{key} is no text")
        text = value.replace("\r\n", "\n").strip()
        if len(text) > limit:
            raise Refused(f"{key} is longer than {limit} letters")
        bare = text.replace("\n", " ") if limit == LONGEST_NOTE else text
        if formats.has_control(bare):
            raise Refused(f"{key} holds control characters or invisible ones")
        if _HTML.search(text):
            raise Refused(f"{key} holds HTML")
        return text

    def text(self, key: str, *, required: bool = False) -> str:
        value = self._data.get(key)
        if value is None and not required:
            return ""
        text = self.clean(value, key)
        if required and not text:
            raise Refused(f"{key} is missing")
        return text

    def raw_list(self, key: str) -> list[object]:
        value = self._data.get(key, [])
        if not isinstance(value, list):
            raise Refused(f"{key} is no list")
        if len(value) > MOST_ENTRIES:
            raise Refused(f"{key} has more than {MOST_ENTRIES} entries")
        return value

    def texts(self, key: str) -> list[str]:
        found = (self.clean(entry, key) for entry in self.raw_list(key))
        return list(dict.fromkeys(text for text in found if text))

    def entries(self, key: str) -> list[Mapping[str, object]]:
        found: list[Mapping[str, object]] = []
        for entry in self.raw_list(key):
            if not isinstance(entry, Mapping):
                raise Refused(f"{key} has an entry that is no object")
            found.append(
                {
                    "desc": self.clean(entry.get("desc"), f"{key}.desc"),
                    "type": entry.get("type"),
                    "optional": entry.get("optional", False),
                }
            )
        return found

    def lines(self, key: str) -> list[str]:
        text = self.clean(self._data.get(key), key, LONGEST_NOTE)
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if not lines:
            raise Refused(f"{key} is missing")
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_TEXT for line in lines):
            raise Refused(f"{key} has more than {MOST_LINES} lines, or one that is too long")
        return lines

    def countries(self) -> list[str]:
        key = "relevant-countries"
        found = self.texts(key)
        if not found:
            raise Refused(f"{key} is missing")
        for country in found:
            if not _COUNTRY.match(country):
                raise Refused(f"{key} names {country[:20]!r}; allowed are two letters or all")
        return found

    def email(self) -> str:
        value = self.text("email")
        if value and not formats.is_email(value):
            raise Refused(f"email is {value[:100]!r}, which is no single mailbox")
        return value

    def url(self, key: str) -> str:
        return self._checked_url(self.text_of_url(self._data.get(key), key), key)

    def website(self) -> str:
        """The website; "" where its host is misspelt: nothing is ever sent there."""
        value = self.text_of_url(self._data.get("web"), "web")
        if value.startswith(("https://", "http://")) and not formats.is_url(
            value, schemes=("https", "http")
        ):
            return ""
        return self._checked_url(value, "web")

    def left_out(self) -> list[str]:
        """Fields that were not taken over though the record was."""
        return (
            ["web"] if self.text_of_url(self._data.get("web"), "web") and not self.website() else []
        )

    def urls(self, key: str) -> list[str]:
        found = [self.text_of_url(entry, key) for entry in self.raw_list(key)]
        return [self._checked_url(text, key) for text in found]

    def text_of_url(self, value: object, key: str) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise Refused(f"{key} is no text")
        return value.strip()

    def _checked_url(self, value: str, key: str) -> str:
        if value and not formats.is_url(value, schemes=("https", "http")):
            raise Refused(f"{key} is {value[:100]!r}; allowed are addresses with https or http")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], *, required: bool = False) -> str:
        value = self.text(key, required=required)
        if value and value not in allowed:
            raise Refused(f"{key} is {value[:40]!r}; allowed are {', '.join(allowed)}")
        return value

    def language(self, key: str) -> str:
        value = self.text(key)
        if value and not _LANGUAGE.match(value):
            raise Refused(f"{key} is {value[:20]!r}; allowed are two small letters")
        return value

    def flag(self, key: str) -> bool:
        value = self._data.get(key, False)
        if not isinstance(value, bool):
            raise Refused(f"{key} is {str(value)[:20]!r}; allowed are true and false")
        return value


def _element(entry: Mapping[str, object]) -> dict[str, object]:
    kind, optional = entry["type"], entry["optional"]
    if kind not in ELEMENT_TYPES:
        raise Refused(
            f"required-elements.type is {str(kind)[:40]!r}; allowed are {', '.join(ELEMENT_TYPES)}"
        )
    if not isinstance(optional, bool):
        raise Refused("required-elements.optional is neither true nor false")
    return {"desc": entry["desc"], "type": kind, "optional": optional}


def _split_runs(runs: list[str]) -> tuple[list[str], list[str]]:
    """What the company runs now, and what it is only known by from earlier ("(formerly)")."""
    now, former = [], []
    for run in runs:
        bare = _FORMER.sub("", run).strip()
        if bare == run:
            now.append(run)
        elif bare:
            former.append(bare)
    return now, former
