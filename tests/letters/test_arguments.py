"""Arguments: data a lawyer can change, a sentence a person has to give."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from requests_app.law import cite
from requests_app.letters.arguments import ORDER, arguments, too_general
from requests_app.letters.catalogue import languages
from requests_app.letters.contracts import LetterText
from requests_app.letters.errors import LetterError

from .conftest import TODAY


@pytest.mark.parametrize("language", languages())
def test_every_language_offers_the_same_arguments_fully_described(language: str) -> None:
    offered = arguments("ai-training", "eu", language)
    assert [block.id for block in offered] == list(ORDER)
    for block in offered:
        assert cite(block.hook, "eu", TODAY, language)
        assert block.title
        assert block.question.endswith("?")
        assert len(block.good_example) > len(block.poor_example)
        assert block.reply
        assert "{{ sentence }}" in block.paragraph


def test_other_purposes_are_offered_what_fits_them() -> None:
    assert "irreversible" not in {block.id for block in arguments("profiling", "uk", "en")}
    assert "marketing" in {block.id for block in arguments("profiling", "uk", "en")}
    assert "expectations" in {block.id for block in arguments("other", "uk", "en")}


def test_swiss_law_asks_for_no_reasons() -> None:
    assert arguments("ai-training", "ch", "de") == ()


@pytest.mark.parametrize("language", languages())
def test_every_argument_stands_in_the_letter_with_the_persons_sentence(
    letter: Callable[..., LetterText], facts: dict[str, Any], language: str
) -> None:
    regimes = ("eu", "uk") if language == "en" else ("eu",)
    for regime in regimes:
        for block in arguments("ai-training", regime, language):
            data = copy.deepcopy(facts)
            data["arguments"] = [{"block": block.id, "sentence": "zyx *words* of my own"}]
            body = letter("objection", regime, language, data=data).body
            assert "Zyx \\*words\\* of my own." in body


def test_a_sentence_is_never_a_template(
    letter: Callable[..., LetterText], facts: dict[str, Any]
) -> None:
    data = copy.deepcopy(facts)
    data["arguments"] = [{"block": "necessity", "sentence": "{{ writer.name }} {% n %} {# x #}"}]
    data["situation"] = (
        "{% cite '17' %} I am {{ mail }} <b>bold</b> and I work as a translator here"
    )
    data["writer"]["name"] = "{{ platform }}"
    text = letter("objection", "uk", "en", data=data)
    assert "{{ writer.name }} {% n %} {# x #}." in text.body
    assert "{% cite '17' %} I am {{ mail }} <b>bold</b>" in text.body
    assert text.signatory == "{{ platform }}"


def test_an_unknown_argument_names_those_there_are(
    letter: Callable[..., LetterText], facts: dict[str, Any]
) -> None:
    data = copy.deepcopy(facts)
    data["arguments"] = [{"block": "vibes", "sentence": "x"}]
    with pytest.raises(LetterError) as caught:
        letter("objection", "uk", "en", data=data)
    assert "expectations, third-parties" in caught.value.message


@pytest.mark.parametrize(
    ("situation", "language"),
    [
        ("I do not want this", "en"),
        (
            "Artificial intelligence is a danger to society and nobody should be allowed to use it",
            "en",
        ),
        ("Je ne veux pas", "fr"),
        ("Das ist nicht in Ordnung", "de"),
        ("Non voglio", "it"),
        ("No quiero que lo hagan", "es"),
        ("Não quero isto", "pt"),
        ("Dit is niet in orde", "nl"),
        ("To nie w porządku", "pl"),
    ],
)
def test_a_situation_that_could_be_anybodys_is_warned_of(situation: str, language: str) -> None:
    assert too_general(situation, language)


def test_the_example_situations_are_specific_enough(facts: dict[str, Any]) -> None:
    for language, words in facts["situation"].items():
        assert too_general(words, language) == ""


def test_the_advice_beside_the_letter_says_what_else_to_do(
    letter: Callable[..., LetterText], facts: dict[str, Any]
) -> None:
    data = copy.deepcopy(facts)
    del data["setting_switched_off_on"]
    data["situation"] = "I object to this."
    data["arguments"] = []
    advice = " ".join(letter("objection", "uk", "en", data=data).advice)
    assert "general" in advice
    assert "Switch the setting off as well" in advice
    assert letter("objection", "uk", "en").advice == ()
