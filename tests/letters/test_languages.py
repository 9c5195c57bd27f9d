"""A language is a folder: what its language.toml has to say, and how it says dates and lists."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from requests_app.letters import kinds
from requests_app.letters.catalogue import WORDS, languages, languages_under, template_name
from requests_app.letters.contracts import LetterText
from requests_app.letters.errors import LetterError
from requests_app.letters.language import fill, language
from requests_app.letters.paper import layout_for

OPTIONAL = {"first_day", "paper_ch"}
OF_ONE_LAW = ("requests_ch.", "paper_ch.")


def keys(table: dict[str, Any], before: str = "") -> set[str]:
    found = set()
    for name, value in table.items():
        found.add(before + name)
        if isinstance(value, dict):
            found |= keys(value, f"{before}{name}.")
    return {name for name in found if name not in OPTIONAL and not name.startswith(OF_ONE_LAW)}


def words(code: str) -> dict[str, Any]:
    return tomllib.loads((WORDS / code / "language.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", languages())
def test_every_language_says_what_english_says(code: str) -> None:
    missing = keys(words("en")) - keys(words(code))
    if code not in languages_under("ch"):
        missing.discard("requests_ch")
    too_many = keys(words(code)) - keys(words("en"))
    assert not missing, f"templates/letters/{code}/language.toml lacks {sorted(missing)}"
    assert not too_many, f"templates/letters/{code}/language.toml has unknown {sorted(too_many)}"


@pytest.mark.parametrize("code", languages())
def test_every_language_has_the_same_parts(code: str) -> None:
    def parts(folder: Path) -> set[str]:
        # English alone writes to a controller under section 164A; German greets in two ways.
        alone = {"greeting.md", "grounds-to-controller.md"}
        return {path.name for path in folder.glob("parts/*.md")} - alone

    swiss = set() if code in languages_under("ch") else {"grounds.ch.md", "reply.ch.md"}
    assert parts(WORDS / code) == parts(WORDS / "en") - swiss


@pytest.mark.parametrize(
    ("code", "day", "said"),
    [
        ("en", date(2027, 3, 1), "1 March 2027"),
        ("fr", date(2027, 3, 1), "1er mars 2027"),
        ("fr", date(2026, 12, 24), "24 décembre 2026"),
        ("de", date(2027, 3, 1), "1. März 2027"),
        ("it", date(2027, 3, 1), "1º marzo 2027"),
        ("it", date(2026, 8, 8), "8 agosto 2026"),
        ("es", date(2027, 3, 1), "1 de marzo de 2027"),
        ("pt", date(2027, 3, 1), "1 de março de 2027"),
        ("nl", date(2027, 3, 1), "1 maart 2027"),
        ("pl", date(2026, 10, 5), "5 października 2026 r."),
    ],
)
def test_a_date_is_written_as_the_language_writes_it(code: str, day: date, said: str) -> None:
    assert language(code).date(day) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "24 November 2026"),
        ("fr", "Paris, le 24 novembre 2026"),
        ("de", "Paris, 24. November 2026"),
        ("it", "Paris, 24 novembre 2026"),
        ("es", "Paris, 24 de noviembre de 2026"),
        ("pt", "Paris, 24 de novembro de 2026"),
        ("nl", "Paris, 24 november 2026"),
        ("pl", "Paris, 24 listopada 2026 r."),
    ],
)
def test_the_place_stands_before_the_date_where_the_language_writes_one(
    code: str, said: str
) -> None:
    assert language(code).dateline(date(2026, 11, 24), "Paris") == said


def test_a_filled_in_value_is_never_read_as_a_pattern() -> None:
    assert fill("{a} and {b}", a="{b}", b="{a}") == "{b} and {a}"


def test_an_unknown_language_names_those_there_are() -> None:
    with pytest.raises(LetterError) as caught:
        language("xx")
    assert ", ".join(languages()) in caught.value.message


def test_a_letter_that_a_language_lacks_is_offered_in_english_and_says_so(
    letter: Callable[..., LetterText], monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_german(kind: str, regime: str, code: str) -> str | None:
        return None if (kind, code) == ("access", "de") else template_name(kind, regime, code)

    monkeypatch.setattr(kinds, "template_name", without_german)
    text = letter("access", "eu", "de")
    assert text.language == "en"
    assert "Dear Data Protection Officer" in text.body
    assert text.advice[0] == "This letter is not written in German yet, so it stands in English."


@pytest.mark.parametrize(
    ("country", "layout"),
    [("GB", "uk"), ("IE", "uk"), ("FR", "fr"), ("IT", "fr"), ("PL", "fr"), ("DE-BE", "de"),
     ("AT", "de"), ("CH", "ch"), ("LI", "ch"), ("", "uk"), ("US", "uk")],
)  # fmt: skip
def test_the_envelope_is_the_one_of_the_country_people_write_from(
    country: str, layout: str
) -> None:
    assert layout_for(country) == layout


def test_a_country_abroad_is_named_in_the_language_of_the_letter() -> None:
    assert language("fr").foreign(("A", "B", "Ireland")) == ("A", "B", "Irlande")
    assert language("de").foreign(("A", "Ireland Road")) == ("A", "Ireland Road")
    assert language("it").foreign(()) == ()


def test_wherever_an_account_is_described_its_phone_number_can_stand() -> None:
    templates = [
        path for path in WORDS.glob("*/**/*.md") if "account.handle }}" in path.read_text("utf-8")
    ]
    assert len(templates) == 20
    for path in templates:
        assert "account.phone }}" in path.read_text("utf-8"), path
