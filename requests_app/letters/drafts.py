"""A letter that is being edited in the browser, and how its text is compared and put right."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from requests_app.letters.contracts import LetterRequest, LetterText


@dataclass(frozen=True)
class Draft:
    """The letter as it stands: what it was composed from, and the text after editing."""

    request: LetterRequest
    composed: LetterText
    text: LetterText
    # The answers changed after the person edited the text, which was kept.
    overtaken: bool

    @property
    def digest(self) -> str:
        return digest(self.composed.subject, self.composed.body)


def digest(subject: str, body: str) -> str:
    """A short mark of a text, equal for texts that differ only in line ends."""
    text = f"{subject.strip()}\n{normal(body)}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def normal(body: str) -> str:
    """The text with the line ends that browsers change put right."""
    return body.replace("\r\n", "\n").replace("\r", "\n").strip() + "\n"


def lines(text: str) -> tuple[str, ...]:
    """The lines of an address, without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
