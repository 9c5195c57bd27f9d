"""What may stand in a letter: limits and characters, each refused in one sentence."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from .errors import LetterError
from .fonts import unprintable
from .markup import Block, count_blocks, parse

MAX_SUBJECT = 200
MAX_BODY_BYTES = 40_000
MAX_LINE = 200
MAX_BLOCKS = 600
"""Paragraphs and list items of one letter: about twenty pages."""

_TURNING = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

# Control characters but tab and line end, separators of lines, halves of characters.
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff" + _TURNING + "]")


def check_text(field: str, text: str, max_length: int, *, one_line: bool = False) -> str:
    """``text`` in composed form (NFC) with plain line ends, or a ``LetterError`` on ``field``.

    Refused are control characters (NUL among them), marks that turn the direction of writing,
    halves of characters, and more than ``max_length`` characters.
    """
    if len(text) > max_length * 2 + 100:
        raise _too_long(field, max_length, len(text))
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(composed) > max_length:
        raise _too_long(field, max_length, len(composed))
    if (found := _REFUSED.search(composed)) is not None:
        char = found.group()
        values = {"field": field, "code": f"U+{ord(char):04X}"}
        if char in _TURNING:
            sentence = _(
                "%(field)s holds a mark that turns the direction of writing (%(code)s); please "
                "type the text without it."
            )
        else:
            sentence = _(
                "%(field)s holds a control character (%(code)s); please type the text without it."
            )
        raise LetterError(field, sentence % values)
    if one_line and "\n" in composed.strip():
        raise LetterError(field, _("%(field)s has to be one line.") % {"field": field})
    return composed.strip()


def _too_long(field: str, allowed: int, found: int) -> LetterError:
    sentence = _("%(field)s has %(found)d characters; at most %(allowed)d are allowed.")
    return LetterError(field, sentence % {"field": field, "found": found, "allowed": allowed})


def check_body(body: str) -> tuple[Block, ...]:
    """The parsed body, or a ``LetterError`` on ``"body"``: at most 40 kB and 600 paragraphs and
    list items."""
    size = len(body.encode("utf-8", "surrogatepass"))
    if size > MAX_BODY_BYTES:
        sentence = _("The letter has %(size)d kB of text; at most 40 kB are allowed.")
        raise LetterError("body", sentence % {"size": size // 1000 + 1})
    blocks = parse(check_text("body", body, MAX_BODY_BYTES))
    if not blocks:
        raise LetterError("body", _("The letter has no text."))
    if (count := count_blocks(blocks)) > MAX_BLOCKS:
        sentence = _(
            "The letter has %(count)d paragraphs and list items; at most %(allowed)d are allowed."
        )
        raise LetterError("body", sentence % {"count": count, "allowed": MAX_BLOCKS})
    return blocks


def check_printable(field: str, text: str) -> None:
    """Nothing, or a ``LetterError`` that lists the characters our fonts cannot print."""
    missing = sorted(unprintable(text))
    if missing:
        listed = ", ".join(f"{char} (U+{ord(char):04X})" for char in missing[:8])
        if len(missing) > 8:
            listed = _("%(listed)s and %(number)d more") % {
                "listed": listed,
                "number": len(missing) - 8,
            }
        sentence = _(
            "%(field)s holds characters the paper's fonts cannot print: %(listed)s; Latin, Greek "
            "and Cyrillic letters can be printed."
        )
        raise LetterError(field, sentence % {"field": field, "listed": listed})
