"""Argument blocks: what can be said for an objection, as data by language.

One file a block and language, ``templates/letters/<language>/arguments/<block>.md``: a TOML head
between ``+++`` lines (title, question, good and poor example, the answer to expect) and the
paragraph that stands in the letter, with the person's own ``{{ sentence }}`` in it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext

from .catalogue import WORDS, languages
from .language import language

_HEAD = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)

# The order in which they are offered: the person's own case first, points of law after it.
ORDER = (
    "expectations",
    "third-parties",
    "special-categories",
    "irreversible",
    "necessity",
    "no-cure",
    "marketing",
)


@dataclass(frozen=True, slots=True)
class ArgumentBlock:
    """One argument a person can choose.

    ``hook`` is the provision it rests on, as a key of ``law``; ``question`` asks for one sentence
    of the person's own; ``reply`` says what the controller is likely to answer. ``paragraph`` is
    the template of what stands in the letter.
    """

    id: str
    title: str
    hook: str
    question: str
    good_example: str
    poor_example: str
    reply: str
    purposes: tuple[str, ...]
    regimes: tuple[str, ...]
    paragraph: str


@cache
def _blocks(code: str) -> tuple[ArgumentBlock, ...]:
    found: dict[str, ArgumentBlock] = {}
    for path in sorted((WORDS / code / "arguments").glob("*.md")):
        match = _HEAD.match(path.read_text(encoding="utf-8"))
        if match is None:
            raise ValueError(f"{path.name} ({code}) needs a TOML head between two +++ lines")
        head = tomllib.loads(match.group(1))
        found[path.stem] = ArgumentBlock(
            id=path.stem,
            title=head["title"],
            hook=head["hook"],
            question=head["question"],
            good_example=head["good_example"],
            poor_example=head["poor_example"],
            reply=head["reply"],
            purposes=tuple(head.get("purposes", ())),
            regimes=tuple(head.get("regimes", ("eu", "uk", "ch"))),
            paragraph=match.group(2).strip(),
        )
    known = [name for name in ORDER if name in found]
    return tuple(found[name] for name in (*known, *sorted(set(found) - set(known))))


def arguments(purpose: str, regime: str, letter_language: str) -> tuple[ArgumentBlock, ...]:
    """The blocks for one purpose under one law, in that language (else in English)."""
    code = letter_language if letter_language in languages() else "en"
    return tuple(
        block
        for block in _blocks(code)
        if regime in block.regimes and (not block.purposes or purpose in block.purposes)
    )


_WORD = re.compile(r"[^\W\d_]+")
_TOO_FEW_WORDS = 12


def too_general(situation: str, letter_language: str) -> str:
    """A sentence of advice when a situation says too little of the person; empty otherwise.

    An objection under Article 21(1) needs grounds of one's own: fewer than twelve words, or not
    one word that speaks of oneself, is likely to be answered with "too general".
    """
    words = [word.lower() for word in _WORD.findall(situation)]
    of_myself = set(language(letter_language).words["of_myself"])
    if not words or (len(words) >= _TOO_FEW_WORDS and of_myself.intersection(words)):
        return ""
    return gettext(
        "Your situation is described in quite general words. What do you do, what did you publish, "
        "and what could happen to you in particular? Two or three concrete sentences carry further."
    )
