"""Hostile letters in every field: a letter of words or one sentence, and never anything opened."""

from __future__ import annotations

import copy
import random
import time
from collections.abc import Callable
from typing import Any

import pytest

from requests_app.letters.contracts import LetterText
from requests_app.letters.errors import LetterError
from requests_app.letters.render import render_pdf, render_text

from .test_pdf import text_of

PIECES = [
    "http://127.0.0.1:9/x.png",
    "file:///etc/passwd",
    "![x](file:///etc/passwd)",
    "<img src=http://127.0.0.1:9/a>",
    "<link rel=attachment href=file:///etc/passwd>",
    "<td colspan=1000000>",
    "<div style='display:flex'>" * 14,
    "{{ settings.SECRET_KEY }}",
    "{% include 'settings.py' %}",
    "{% load static %}{% debug %}",
    "{{ writer.__class__.__mro__ }}",
    "%(name)s {0.__class__} ${x}",
    "O'Brien & <b>Sons</b>",
    "24. November",
    "- one\n- two\n  - three\n" * 30,
    "1. a\n" * 200,
    "*" * 500,
    "_" * 500,
    "\\" * 300,
    "x" * 300,
    "wide " * 400,
    "\u202e turned",
    "\0",
    "\x1b[31m",
    "🙂🙂",
    "محمد",
    "שלום",
    "中文",
    "Ελένη Петрова",
    "e\u0301 combining",
    "line\r\nline\rline",
    "\u2028separator",
    "{#",
    "Subject: other\nEnclosure: everything",
    "]]>--><!--",
    "</p></div></body></html><script>alert(1)</script>",
    "@page { size: 1mm }",
    "&lt;&#x27;&nbsp;",
    "=" * 80 + "\n" + "-" * 80,
    "| a | b |\n|---|---|\n" * 20,
    "> " * 100,
    "    code\n\tcode",
    "signature:",
    "A" * 50_000,
]


def hostile(facts: dict[str, Any], seed: int) -> dict[str, Any]:
    """The example with two to five of its texts replaced by something hostile."""
    chance = random.Random(seed)
    data = copy.deepcopy(facts)
    fields: list[tuple[dict[str, Any], str]] = [
        (data["writer"], "name"),
        (data["writer"], "email"),
        (data["account"], "profile"),
        (data["account"], "handle"),
        (data["account"], "since"),
        (data, "situation"),
        (data, "reference"),
        (data["history"], "reply"),
        (data["arguments"][0], "sentence"),
        (data["details"], "processing"),
        (data["details"], "erase_data"),
        (data["details"], "harm"),
    ]
    for table, name in chance.sample(fields, chance.randint(2, 5)):
        table[name] = " ".join(chance.sample(PIECES, chance.randint(1, 3)))
    if chance.random() < 0.3:
        data["writer"]["address"] = [chance.choice(PIECES) for _ in range(chance.randint(1, 9))]
    return data


def one_letter(letter: Callable[..., LetterText], facts: dict[str, Any], seed: int) -> bytes | None:
    chance = random.Random(-seed)
    kind, purpose = chance.choice(
        [
            ("objection", "ai-training"),
            ("objection", "other"),
            ("erasure", ""),
            ("complaint-authority", ""),
            ("answer-refusal", ""),
        ]
    )
    regime, language = chance.choice([("uk", "en"), ("eu", "fr"), ("eu", "de"), ("ch", "it")])
    begun = time.monotonic()
    try:
        text = letter(kind, regime, language, purpose, data=hostile(facts, seed))
        made = render_pdf(text)
    except LetterError as refused:
        said = refused.message
        assert "\n" not in said
        assert len(said) < 500
        made = None
    assert time.monotonic() - begun < 15
    return made


@pytest.mark.parametrize("seed", range(60))
def test_a_hostile_letter_is_words_or_a_sentence(
    letter: Callable[..., LetterText], facts: dict[str, Any], seed: int
) -> None:
    made = one_letter(letter, facts, seed)
    if made is not None:
        assert b"/EmbeddedFile" not in made
        assert b"/URI" not in made
        assert "root:x:0" not in text_of(made)


@pytest.mark.long
def test_five_hundred_hostile_letters_and_the_next_is_served(
    letter: Callable[..., LetterText], facts: dict[str, Any]
) -> None:
    made = [one_letter(letter, facts, seed) for seed in range(1000, 1500)]
    assert sum(one is not None for one in made) > 50
    assert sum(one is None for one in made) > 50
    assert render_pdf(letter()).startswith(b"%PDF")


@pytest.mark.parametrize(
    "words",
    [piece for piece in PIECES if len(piece) < 2000 and "\0" not in piece and "\x1b" not in piece],
)
def test_every_printable_piece_stands_in_the_letter_word_for_word(
    letter: Callable[..., LetterText], facts: dict[str, Any], words: str
) -> None:
    data = copy.deepcopy(facts)
    data["situation"] = f"Start {words} end"
    try:
        text = letter("objection", "uk", "en", data=data)
    except LetterError:
        assert any(char in words for char in "\u202e\u2028")
        return
    plain = "".join(render_text(text).split())
    composed = words.replace("e\u0301", "é")
    assert "".join(f"Start {composed} end".split()) in plain
