"""Every letter of the catalogue, under every law that knows it, in every language."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from datetime import date

import pytest

from requests_app.directory.queries import platforms
from requests_app.law import cite
from requests_app.letters import catalogue, writing
from requests_app.letters.catalogue import KINDS, WORDS
from requests_app.letters.contracts import LetterText
from requests_app.letters.render import render_form_text, render_text

from .conftest import TODAY

ALL = [
    pytest.param(kind.id, regime, language, purpose, id=f"{kind.id}-{regime}-{language}-{purpose}")
    for kind in KINDS
    for regime in kind.regimes
    for language in kind.languages(regime)
    for purpose in kind.purposes or ("",)
]

# Words that show a sentence of another language was left standing.
MARKS = {
    "en": r"\b(?:the|and|please|under)\b",
    "fr": r"\b(?:vous|votre|données|est|aux)\b",
    "de": r"\b(?:Sie|und|nicht|dass|über)\b",
    "it": r"\b(?:che|dati|gli|sono|della)\b",
    "es": r"\b(?:los|datos|ustedes|según|hasta)\b",
    "pt": r"\b(?:não|dados|uma|pelo|são)\b",
    "nl": r"\b(?:het|een|niet|wordt|voor)\b",
    "pl": r"\b(?:danych|oraz|jest|przez|się)\b",
}

# No threat, no claim that something is forbidden or approved, in no language.
UNCIVIL = (
    r"illegal|approved by|illégal|\bilegal|apro[bv]ad[oa] por|rechtswidrig|approuvé par|"
    r"nielegaln|zatwierdzon\w+ przez|illega[al]|goedgekeurd door|genehmigt von|"
    r"prosecut|\bsue\b"
)

# Acts and companies keep their English names.
NAMES = (
    r"Data Protection Act 2018|Data Protection Officer|United States of America|"
    r"\(Sunnyvale, California\)|www\.\S+|https?://\S+"
)


@pytest.fixture(autouse=True)
def show_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name a template uses and nobody gives is shown, not left out."""
    real = writing.engine
    monkeypatch.setattr(writing, "engine", lambda missing="": real("‹missing %s›"))


def test_a_letter_exists_in_every_language_its_law_is_written_in() -> None:
    missing = [
        f"templates/letters/{language}/{kind.id}.md (or {kind.id}.{regime}.md)"
        for kind in KINDS
        for regime in kind.regimes
        for language in catalogue.languages_under(regime)
        if catalogue.template_name(kind.id, regime, language) is None
    ]
    assert not missing, "these letters are not written yet: " + ", ".join(missing)


def test_every_template_belongs_to_a_letter_of_the_catalogue() -> None:
    known = {kind.id for kind in KINDS}
    for path in WORDS.glob("*/*.md"):
        assert path.name.split(".")[0] in known, f"{path.name} is in no row of the catalogue"


@pytest.mark.parametrize(("kind", "regime", "language", "purpose"), ALL)
def test_the_example_facts_make_this_letter_for_every_platform(
    letter: Callable[..., LetterText], kind: str, regime: str, language: str, purpose: str
) -> None:
    for platform in some_platforms(f"{kind}{regime}{language}{purpose}"):
        check_whole(letter(kind, regime, language, purpose, platform=platform))


@pytest.mark.long
@pytest.mark.parametrize(("kind", "regime", "language", "purpose"), ALL)
def test_the_example_facts_make_this_letter_for_each_platform_there_is(
    letter: Callable[..., LetterText], kind: str, regime: str, language: str, purpose: str
) -> None:
    for platform in platforms():
        check_whole(letter(kind, regime, language, purpose, platform=platform.id))


def some_platforms(seed: str) -> list[str]:
    """The systems that differ most, and six of the others: over all letters every one comes."""
    names = [platform.id for platform in platforms()]
    first = zlib.crc32(seed.encode()) % len(names)
    others = [names[(first + 7 * step) % len(names)] for step in range(6)]
    return ["linkedin", "xai", "microsoft", *others]


def check_whole(text: LetterText) -> None:
    whole = render_text(text)
    assert not re.search(r"[^.]\.\.(?!\.)", whole), "two full stops meet"
    assert not re.search(r"‹missing|\{\{|\{%|\{#|\bNone\b|\(\s*\)|: *\.", whole), text.recipient
    assert text.recipient
    assert text.signatory in whole


@pytest.mark.parametrize(("kind", "regime", "language", "purpose"), ALL)
def test_this_letter_cites_what_is_law_on_its_date_and_names_its_law(
    letter: Callable[..., LetterText], kind: str, regime: str, language: str, purpose: str
) -> None:
    text = letter(kind, regime, language, purpose)
    assert text.citations
    for one in text.citations:
        assert cite(one.key, regime, TODAY, language).source == one.source
    own, others = {
        "eu": (
            r"\b(?:GDPR|RGPD|DSGVO|RODO|AVG)\b",
            r"UK GDPR|Data Protection Act|\b(?:FADP|DSG|LPD)\b",
        ),
        "uk": (r"UK GDPR|Data Protection Act 2018", r"(?<!UK )GDPR|RGPD|DSGVO|\b(?:FADP|DSG)\b"),
        "ch": (
            r"\b(?:FADP|Data Protection Ordinance|DSG|LPD|DSV|OPDo|OPDa)\b",
            r"GDPR|RGPD|DSGVO|Data Protection Act|\bDPO\b",
        ),
    }[regime]
    said = f"{text.subject}\n{text.body}"
    assert re.search(own, said)
    assert not re.search(others, said)


@pytest.mark.parametrize(("kind", "regime", "language", "purpose"), ALL)
def test_this_letter_is_in_one_language_and_keeps_a_civil_tone(
    letter: Callable[..., LetterText], kind: str, regime: str, language: str, purpose: str
) -> None:
    text = letter(kind, regime, language, purpose)
    said = re.sub(NAMES, "", f"{text.subject}\n{text.body}\n{' '.join(text.enclosures)}")
    for other, mark in MARKS.items():
        if other != language:
            found = re.findall(mark, said)
            assert len(found) <= 1, f"{other}: {found}"
    assert not re.search(UNCIVIL, said)


@pytest.mark.parametrize(("kind", "regime", "language", "purpose"), ALL)
def test_this_letter_numbers_its_requests_without_a_gap(
    letter: Callable[..., LetterText], kind: str, regime: str, language: str, purpose: str
) -> None:
    body = letter(kind, regime, language, purpose).body
    numbers = [int(found) for found in re.findall(r"^(\d+)\. ", body, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 3


@pytest.mark.parametrize(("kind", "regime", "language", "purpose"), ALL)
def test_this_letter_names_the_reply_date_if_it_asks_for_one(
    letter: Callable[..., LetterText], kind: str, regime: str, language: str, purpose: str
) -> None:
    text = letter(kind, regime, language, purpose)
    if text.reply_by is None:
        assert catalogue.kind(kind).addressee == "authority"
    else:
        assert str(text.reply_by.day) in text.body
        assert str(text.reply_by.year) in text.body


def test_the_form_text_is_cut_between_paragraphs_within_the_limit(
    letter: Callable[..., LetterText],
) -> None:
    whole = render_form_text(letter())
    cut = render_form_text(letter(), limit=1500)
    assert len(whole.parts) == 1
    assert len(cut.parts) > 2
    assert all(len(part) <= 1500 for part in cut.parts)
    joined = " ".join(part.partition("\n\n")[2] for part in cut.parts)
    assert joined.split() == whole.text.split()


def test_a_letter_dated_before_a_provision_existed_does_not_cite_it(
    letter: Callable[..., LetterText],
) -> None:
    body = letter(on=date(2026, 2, 1), data=_without_later_dates()).body
    assert "12A" not in body
    assert "164A" not in body
    assert "6(4)" in body


def _without_later_dates() -> dict[str, object]:
    import json

    from .conftest import EXAMPLE

    data = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    del data["setting_switched_off_on"]
    return data
