"""Explanations: every step can be said in every language, and says what its rule is worth."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from requests_app.law import KINDS, STATUSES, Step, languages, phrase, say_date, say_place
from requests_app.law import steps as steps_module
from requests_app.law.places import eea_countries
from requests_app.law.steps import wording
from tests.law.asking import answer, ask, day, outcome

LAW = Path(steps_module.__file__).parent


@pytest.mark.parametrize("language", ["de", "fr", "it", "es", "nl", "pl", "pt"])
def test_every_sentence_exists_in_every_language_with_the_same_placeholders(language: str) -> None:
    for section, sentences in wording("en").items():
        if section == "dates":
            continue
        missing = sentences.keys() - wording(language)[section].keys()
        assert not missing, f"{language}.toml lacks {sorted(missing)} in [{section}]"
        for key, sentence in sentences.items():
            placeholders = set(re.findall(r"{\w+}", sentence))
            assert placeholders == set(re.findall(r"{\w+}", wording(language)[section][key])), key


def test_every_status_kind_and_country_has_words() -> None:
    for language in languages():
        assert set(STATUSES) <= set(wording(language)["statuses"])
        assert set(KINDS) <= set(wording(language)["kinds"])
        assert eea_countries() | {"GB", "CH"} <= set(wording(language)["places"])


def test_every_key_used_in_the_code_has_words_and_every_word_is_used() -> None:
    used: set[str] = set()
    for path in LAW.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used.add(node.value)
    prefixes = ("no_effect_", "restart_", "waiting_", "period_", "rolled", "working_day", "pause")
    for key in wording("en")["steps"]:
        assert key in used or key.startswith((*prefixes, "suspension")), key


@pytest.mark.parametrize("language", ["en", "de", "fr", "it", "es", "nl", "pl", "pt", "sv"])
def test_all_steps_of_rich_cases_can_be_said(language: str) -> None:
    cases = [
        outcome(
            "uk",
            "access",
            "US",
            "received=2026-09-03",
            "clarification_asked=2026-09-10",
            "clarification_provided=2026-09-14",
            "fee_asked=2026-09-15",
            "fee_paid=2026-09-20",
            "extension_notice=2026-10-01",
            "extension_notice=2026-10-02:reasons",
            "answer_partial=2026-10-05",
            "refusal=2026-11-01",
            "complaint_to_controller=2026-11-02",
            "complaint_to_authority=2026-12-10",
            "authority_progress=2027-06-01",
            residence="GB-SCT",
        ),
        outcome(
            "eu",
            "access",
            "DE-BY",
            "received=2026-12-06",
            "identity_asked=2026-12-10",
            "identity_provided=2026-12-20",
            "extension_notice=2027-02-06:reasons",
            "answer_full=2027-02-10",
            "knowledge=2027-01-08",
            "complaint_to_authority=2027-02-11",
            "authority_progress=2027-06-01",
            authority="at-dsb",
        ),
        outcome(
            "ch",
            "access",
            "IE",
            "sent=2026-07-01:until=2026-08-01",
            "fee_asked=2026-07-05",
            "fee_paid=2026-07-18",
            "identity_asked=2026-07-20",
        ),
    ]
    for case in cases:
        said = [step for one in case.deadlines for step in (*one.steps, *one.notes)]
        for step in [*said, *case.notes]:
            text = step.in_language(language)
            assert text
            assert "{" not in text
            if language == "sv":
                assert text == step.in_language("en")
            elif language != "en":
                assert text != step.in_language("en")


def test_dates_and_places_are_written_as_the_language_writes_them() -> None:
    first = day("2026-10-01")
    assert say_date(first, "en") == "Thursday 1 October 2026"
    assert say_date(first, "de") == "Donnerstag, 1. Oktober 2026"
    assert say_date(first, "fr") == "jeudi 1er octobre 2026"
    assert say_date(day("2026-10-02"), "it") == "venerdì 2 ottobre 2026"
    assert say_place("DE-BY", "de") == "Bayern"
    assert say_place("DE-BY", "en") == "DE-BY"
    assert phrase("statuses", "overdue", "de") == "überfällig"


def test_a_step_tells_rule_date_source_and_how_sure() -> None:
    found = answer("eu", "access", "IE", "received=2026-10-01")
    for step in found.steps:
        assert isinstance(step, Step)
        assert step.source.startswith("https://")
        assert step.sure in "TSKI"
    assert found.steps[-1].date == found.due


def test_what_we_infer_is_called_an_estimate() -> None:
    paused = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-09-03",
        "clarification_asked=2026-09-10",
        "clarification_provided=2026-09-14",
    )
    pause = next(step for step in paused.steps if step.rule == "UK-6")
    assert (pause.sure, pause.text.endswith("(Estimate.)")) == ("I", True)
    assert pause.in_language("de").endswith("(Schätzung.)")
    assert (paused.sure, paused.estimate) == ("I", True)
    plain = answer("uk", "access", "GB-ENG", "received=2026-09-03")
    assert (plain.sure, plain.estimate) == ("T", False)
    irish = answer("eu", "access", "IE", "received=2026-11-25")
    assert irish.estimate  # moved by holidays of a seat we inferred
    weekend = answer("eu", "access", "IE", "received=2026-10-01")
    assert not weekend.estimate


def test_the_acknowledgement_rests_on_a_secondary_source() -> None:
    [found] = ask("uk", "complaint_controller", "GB-ENG", "received=2026-06-19")
    assert found.sure == "S"
