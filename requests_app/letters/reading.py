"""Reading single values of a facts file: every error names its field in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from .errors import LetterError


class Reader:
    """Reads values of a facts file for one letter, naming the field in every error."""

    def __init__(self, code: str) -> None:
        self.code = code

    def table(self, value: Any, field: str, allowed: Sequence[str]) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise LetterError(field, f"{field} has to be an object with {', '.join(allowed)}.")
        for name in value:
            if name not in allowed:
                where = f"{field}.{name}" if field != "facts" else name
                raise LetterError(where, f"{where} is not known; allowed are {', '.join(allowed)}.")
        return value

    def text(self, value: Any, field: str) -> str:
        """One string, or the string of the letter's language from an object by language."""
        if isinstance(value, dict):
            for name, words in value.items():
                if len(name) != 2 or not name.islower() or not isinstance(words, str):
                    raise LetterError(
                        field,
                        f"{field} has to be a text, or an object of texts by language such as "
                        '{"en": "…", "fr": "…"}.',
                    )
            found = value.get(self.code)
            if found is None:
                raise LetterError(
                    field,
                    f"{field} has no text in {self.code!r}; it has {', '.join(value) or 'none'}.",
                )
            return str(found)
        if not isinstance(value, str):
            raise LetterError(field, f"{field} has to be a text.")
        return value

    def date(self, value: Any, field: str) -> date:
        if isinstance(value, str) and len(value) == 10:
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        raise LetterError(
            field, f"{field} is {value!r}, which is no date; write a real day as 2026-11-24."
        )

    def lines(self, value: Any, field: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
            raise LetterError(field, f"{field} has to be a list of lines.")
        return tuple(value)

    def each(self, value: Any, field: str) -> list[Any]:
        if not isinstance(value, list):
            raise LetterError(field, f"{field} has to be a list.")
        return value
