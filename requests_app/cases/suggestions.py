"""What a reply probably says, from phrases in English, German and French. The person decides."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "phrases"
_MAX_TEXT = 50_000
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
# Where the person's own letter begins below the reply.
_QUOTE = re.compile(
    r"^\s*(?:>|-{2,}\s*(?:original message|ursprüngliche nachricht|message d'origine)"
    r"|on .{4,120} wrote:|am .{4,120} schrieb|le .{4,120} a écrit)",
    re.IGNORECASE | re.MULTILINE,
)
# A reply that extends need not say why; without a reason beside it, none is suggested.
_NOT_AN_EVENT = "reasons"


@dataclass(frozen=True)
class Suggestion:
    """A kind of event, and the sentence of the reply it was read from."""

    kind: str
    sentence: str


def suggestions(text: str) -> list[Suggestion]:
    """What this reply probably says, at most once a kind, in the order in which it says it.

    The kind "reasons" stands for reasons given for an extension. What is quoted from the person's
    own letter is left out. Empty where nothing was recognised: nothing is guessed.
    """
    found: dict[str, Suggestion] = {}
    for sentence in _SENTENCE_END.split(_own_words(text[:_MAX_TEXT])):
        plain = _plain(sentence)
        if not plain:
            continue
        for kind, pattern in _patterns().items():
            if kind not in found and pattern.search(plain):
                found[kind] = Suggestion(kind, " ".join(sentence.split())[:300])
    if "extension_notice" not in found:
        found.pop(_NOT_AN_EVENT, None)
    # A receipt says little beside anything else.
    if len(found) > 1:
        found.pop("contact", None)
    return list(found.values())


def _own_words(text: str) -> str:
    """The reply without what it quotes below."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(">")]
    rest = "\n".join(lines)
    quote = _QUOTE.search(rest)
    return rest[: quote.start()] if quote and quote.start() > 0 else rest


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("ß", "ss")
    return " ".join(text.split())


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    phrases: dict[str, list[str]] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        with path.open("rb") as file:
            for kind, listed in tomllib.load(file).items():
                phrases.setdefault(kind, []).extend(listed)
    return {
        kind: re.compile("|".join(map(_as_pattern, listed))) for kind, listed in phrases.items()
    }


def _as_pattern(phrase: str) -> str:
    pieces = [re.escape(_plain(piece)) for piece in phrase.split("*")]
    return r"(?<!\w)" + r".{0,40}".join(pieces)
