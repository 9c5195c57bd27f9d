"""The words of the file, in every language letters are written in."""

from __future__ import annotations

import re

import pytest

from requests_app.cases.occurrences import OCCURRENCES
from requests_app.complaints import dossier
from requests_app.complaints.bundle.trouble import CODES
from requests_app.letters import catalogue
from requests_app.letters.contracts import GROUNDS, MANDATES

# Kept for the person alone, or told by another entry.
_NOT_TOLD = {"written", "closed", "reopened", "struck", "dates_changed"}


@pytest.mark.parametrize("language", catalogue.languages())
def test_a_language_has_all_words_of_the_file(language: str) -> None:
    path = catalogue.WORDS / language / "bundle.toml"
    assert path.is_file(), f"templates/letters/{language} lacks bundle.toml, the file's words"
    english, own = dossier.words("en"), dossier.words(language)
    missing = set(english) - set(own)
    assert not missing, f"templates/letters/{language}/bundle.toml lacks {sorted(missing)}"
    for name, pattern in english.items():
        if isinstance(pattern, str):
            fields = set(re.findall(r"{(\w+)}", pattern))
            assert set(re.findall(r"{(\w+)}", own[name])) == fields, (language, name)


@pytest.mark.parametrize("language", catalogue.languages())
def test_every_event_and_capacity_has_words(language: str) -> None:
    words = dossier.words(language)
    assert set(OCCURRENCES) - _NOT_TOLD <= set(words["events"])
    assert set(words["capacities"]) == set(MANDATES)
    assert {f"trouble_{code}" for code in CODES} <= set(words)


@pytest.mark.parametrize("language", catalogue.languages())
def test_every_ground_is_worded_where_the_law_has_it(language: str) -> None:
    parts = catalogue.WORDS / language / "parts"
    common = (parts / "grounds.md").read_text(encoding="utf-8")
    british = {"no_acknowledgement"} if language != "en" else set()
    for ground in set(GROUNDS) - british:
        assert f'ground.id == "{ground}"' in common, (language, ground)
    if language not in catalogue.languages_under("ch"):
        return
    swiss = (parts / "grounds.ch.md").read_text(encoding="utf-8")
    for ground in set(GROUNDS) - {"late_extension", "extension_no_reasons", "no_acknowledgement"}:
        assert f'ground.id == "{ground}"' in swiss, (language, ground)
