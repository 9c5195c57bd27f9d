"""What Polish asks of its letters beyond the words: the sender's gender, the authority's ways."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from requests_app.letters.catalogue import WORDS
from requests_app.letters.contracts import LetterText

# "wysłałem", "wysłałabym": a past tense of the first person tells whether a man or a woman writes.
_GENDERED = re.compile(r"\w+ł(?:em|am|bym|abym)\b")


@pytest.mark.parametrize(
    "path",
    sorted((WORDS / "pl").rglob("*.md")),
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_no_sentence_tells_the_gender_of_the_person_who_writes(path: Path) -> None:
    assert not _GENDERED.findall(path.read_text(encoding="utf-8"))


def test_the_polish_authority_is_asked_for_an_order_and_not_for_a_plain_mail(
    letter: Callable[..., LetterText],
) -> None:
    at_home = letter("complaint-authority", "eu", "pl", authority="pl-uodo").body
    abroad = letter("complaint-authority", "eu", "pl", authority="at-dsb").body
    assert "Nakazanie administratorowi" in at_home
    assert "art. 58 ust. 2 lit. c RODO" in at_home
    assert "Proszę o odpowiedź pocztą elektroniczną" not in at_home
    assert "Nakazanie administratorowi" not in abroad
    assert "Proszę o odpowiedź pocztą elektroniczną" in abroad


def test_a_name_stands_as_it_is_and_a_noun_beside_it_takes_the_case(
    letter: Callable[..., LetterText],
) -> None:
    text = letter("nudge-authority", "eu", "pl")
    assert text.subject.startswith("Moja skarga z 20 sierpnia 2026 r.; administrator: LinkedIn")
