"""A supervisory authority, as a plain frozen record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .sources import Source, Text, in_language, is_stale

_IN_BRACKETS = re.compile(r"\(([^()]+)\)$")


@dataclass(frozen=True, slots=True)
class AuthorityName:
    """What an authority is called from ``valid_from`` to ``valid_until``, by language.

    ``local`` is its own name, as it stands on an envelope.
    """

    local: str
    text: Text
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """True when the authority bears this name on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Authority:
    """A supervisory authority: how a complaint reaches it and what that must contain.

    ``competence`` is "all", "private" (companies), "public" (public bodies only) or "sector".
    ``region`` is the ISO 3166-2 code of the part of the country it answers for, "" for all of it.
    ``time_bar`` names the rule of the law room that ends the right to complain, "" where none is
    known. ``languages`` are the ones it takes complaints in, its own first.
    """

    id: str
    country: str
    region: str
    competence: str
    names: tuple[AuthorityName, ...]
    address: tuple[str, ...]
    email: str
    phone: str
    website: str
    complaint_url: str
    languages: tuple[str, ...]
    complaint_needs: tuple[Text, ...]
    form_rules: tuple[Text, ...]
    time_bar: str
    email_is_for_complaints: bool
    source: Source
    last_verified: date | None
    last_verified_precision: str
    notes: tuple[str, ...] = ()

    def _name_on(self, on: date | None) -> AuthorityName:
        if on is not None:
            for name in self.names:
                if name.holds_on(on):
                    return name
        return self.names[-1]

    def name(self, language: str = "en", on: date | None = None) -> str:
        """Its name in ``language`` (else English) on that day; the newest name without a day."""
        return in_language(self._name_on(on).text, language)

    def local_name(self, on: date | None = None) -> str:
        """Its own name, for the envelope, on that day; the newest without a day."""
        return self._name_on(on).local

    def short_name(self, language: str = "en", on: date | None = None) -> str:
        """What it goes by in short ("CNIL", "LDI NRW"), as its names give it in brackets at their
        end; the one of ``language`` before its own, "" where neither gives any."""
        for name in (self.name(language, on), self.local_name(on)):
            found = _IN_BRACKETS.search(name)
            # A remark such as "(public bodies)" is no abbreviation.
            if found and sum(letter.isupper() for letter in found[1]) > 1:
                return found[1]
        return ""

    def is_stale(self, today: date) -> bool:
        """True when the record was last checked more than twelve months before ``today``."""
        return is_stale(self.last_verified, today)
