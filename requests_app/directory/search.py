"""Search as you type over every record, from one index in memory.

Trigrams in plain Python: the answer is the same on SQLite and PostgreSQL, and a search asks the
database nothing. A spelling of a record (name, product, domain) is folded to small letters without
accents.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from .records import Platform

LONGEST_QUERY = 200
"""Letters of a query that are looked at; a pasted address can be longer."""

MOST_KEPT = 50
"""Answers kept for one or two letters; a search gives no more."""

CLOSE_ENOUGH = 0.42
"""Share of common trigrams (Dice) from which a misspelt word counts as meant."""

_LEGAL_FORMS = frozenset(
    """
    ag aps as bv co company corp corporation gmbh group holding inc ireland kg limited llc ltd nv
    oy plc sa sarl sas se spa srl uab unlimited the und and of de der die für for
    """.split()  # noqa: SIM905
)
_NOT_WORD = re.compile(r"[^\w]+")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:[^\s/@]+@)?([^\s/:?#@]+\.[^\s/:?#@]{2,})", re.I)
_SPECIAL = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})

# How well a key answers, the best first; trigram answers stay below all of these.
_EXACT, _DOMAIN, _PREFIX, _WORD, _INSIDE, _FUZZY = 1000.0, 950.0, 900.0, 800.0, 700.0, 600.0


def fold(text: str) -> str:
    """Small letters, no accents, words separated by single blanks: how names are compared."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SPECIAL))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", plain).strip()


def host_in(text: str) -> str:
    """The host of a pasted address or e-mail address, without "www."; "" if text holds none."""
    found = _ADDRESS.match(text.strip())
    if not found or " " in text.strip():
        return ""
    host = found[1].lower().rstrip(".")
    if "://" in text:
        try:
            host = (urlsplit(text.strip()).hostname or host).rstrip(".")
        except ValueError:
            return ""
    return host.removeprefix("www.")


def trigrams(text: str) -> set[str]:
    """Three-letter pieces of a folded text, its edges included."""
    padded = f"  {text} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


class _Spelling(NamedTuple):
    """A spelling and the records it stands for, each with what it adds to their rank."""

    text: str
    pieces: int
    records: list[tuple[int, float]]


class Index:
    """Finds records by name, product, domain or pasted address."""

    def __init__(self, records: Iterable[Platform]) -> None:
        self.records = tuple(records)
        self._hosts: dict[str, list[int]] = defaultdict(list)
        self._spellings: dict[str, _Spelling] = {}
        # Where a spelling, or the rest of one from a later word on, begins with what is typed.
        starts: dict[tuple[str, str], None] = {}
        for number, record in enumerate(self.records):
            self._add(number, record, starts)
        self._starts = sorted(starts)
        self._postings: dict[str, list[str]] = defaultdict(list)
        for spelling in self._spellings.values():
            for piece in trigrams(spelling.text):
                self._postings[piece].append(spelling.text)
        self._short: dict[str, tuple[int, ...]] = {}

    def search(self, text: str, limit: int = 10) -> tuple[Platform, ...]:
        """The best answers to ``text``, the best first; empty for an empty text."""
        text = text[:LONGEST_QUERY]
        host = host_in(text)
        wanted = fold(host.rsplit(".", 1)[0] if host else text)
        if not host and 0 < len(wanted) <= 2:
            # One or two letters begin thousands of names: ranked once and kept.
            if wanted not in self._short:
                self._short[wanted] = self._ranked(self._scores(wanted, "", MOST_KEPT))[:MOST_KEPT]
            ranked = self._short[wanted]
        else:
            ranked = self._ranked(self._scores(wanted, host, limit))
        return tuple(self.records[number] for number in ranked[:limit])

    def _scores(self, wanted: str, host: str, limit: int) -> dict[int, float]:
        scores: dict[int, float] = {}
        if host:
            self._by_host(host, scores)
        if wanted:
            self._by_start(wanted, scores)
            # Weaker answers are looked for only while there is room and nothing fits exactly.
            if len(wanted) >= 3 and len(scores) < limit:
                exact = max(scores.values(), default=0.0) >= _EXACT
                self._by_pieces(wanted, scores, misspelt=not exact)
        return scores

    def _ranked(self, scores: dict[int, float]) -> tuple[int, ...]:
        return tuple(
            sorted(
                scores, key=lambda n: (-scores[n], len(self.records[n].name), self.records[n].id)
            )
        )

    def _add(self, number: int, record: Platform, starts: dict[tuple[str, str], None]) -> None:
        # Records of ours stand before imported ones with the same name.
        ours = 0.0 if record.origin else 30.0
        seen: set[str] = set()
        companies = (e.name for e in record.controllers) if not record.origin else ()
        spellings = [(name, 20.0 if n == 0 else 10.0) for n, name in enumerate(record.names)]
        spellings += [(domain.rsplit(".", 1)[0], 5.0) for domain in record.domains]
        spellings += [(company, 0.0) for company in companies]
        for spelling, weight in spellings:
            text = fold(spelling)
            if not text or text in seen:
                continue
            seen.add(text)
            self._spell(text, number, weight + ours)
            words = text.split()
            for place in range(len(words)):
                starts[" ".join(words[place:]), text] = None
            for word in words if len(words) > 1 else ():
                if len(word) > 3 and word not in _LEGAL_FORMS and word not in seen:
                    seen.add(word)
                    self._spell(word, number, weight + ours - 60.0)
        for domain in record.domains:
            self._hosts[domain].append(number)

    def _spell(self, text: str, record: int, weight: float) -> None:
        if text not in self._spellings:
            self._spellings[text] = _Spelling(text, len(trigrams(text)), [])
        self._spellings[text].records.append((record, weight))

    def _by_host(self, host: str, scores: dict[int, float]) -> None:
        """A host answers for the domain it belongs to, the longest domain best."""
        labels = host.split(".")
        for cut in range(len(labels) - 1):
            for number in self._hosts.get(".".join(labels[cut:]), ()):
                ours = 0.0 if self.records[number].origin else 30.0
                _raise(scores, ((number, ours),), _EXACT + 100.0 - cut)

    def _by_start(self, wanted: str, scores: dict[int, float]) -> None:
        place = bisect_left(self._starts, (wanted,))
        while place < len(self._starts) and self._starts[place][0].startswith(wanted):
            text, whole = self._starts[place]
            if text == whole == wanted:
                base = _EXACT
            else:
                base = _PREFIX if text == whole else _WORD
                base -= min(len(text) - len(wanted), 40)
            _raise(scores, self._spellings[whole].records, base)
            place += 1

    def _by_pieces(self, wanted: str, scores: dict[int, float], *, misspelt: bool) -> None:
        pieces = trigrams(wanted)
        shared: Counter[str] = Counter()
        for piece in pieces:
            shared.update(self._postings.get(piece, ()))
        inside = len(wanted) - 2
        for text, count in shared.items():
            spelling = self._spellings[text]
            if count >= inside and wanted in text:
                _raise(scores, spelling.records, _INSIDE - min(len(text), 60))
            elif misspelt and 2 * count >= CLOSE_ENOUGH * (len(pieces) + spelling.pieces):
                likeness = 2 * count / (len(pieces) + spelling.pieces)
                _raise(scores, spelling.records, _FUZZY * likeness)


def _raise(scores: dict[int, float], records: Iterable[tuple[int, float]], base: float) -> None:
    for number, weight in records:
        if base + weight > scores.get(number, 0.0):
            scores[number] = base + weight
