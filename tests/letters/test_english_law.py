"""What the English letters claim is what the law gives and what the person can know."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from requests_app.letters.contracts import LetterText


@pytest.fixture
def after(
    letter: Callable[..., LetterText], facts: dict[str, Any]
) -> Callable[[str, str, str], str]:
    """The text of a follow-up to a first letter of that kind."""

    def _after(first: str, kind: str, regime: str) -> str:
        data = copy.deepcopy(facts)
        data["history"].update(kind=first, purposes=[])
        return letter(kind, regime, "en", data=data).body

    return _after


def test_a_withdrawal_in_the_uk_names_the_three_remedies(
    letter: Callable[..., LetterText],
) -> None:
    body = letter("withdrawal", "uk", "en").body
    assert "Article 12A(1) UK GDPR" in body
    assert "a complaint to you (section 164A of the Data Protection Act 2018)" in body
    assert "a complaint to the Commissioner" in body


def test_a_condition_of_article_22b_is_asked_for_only_if_special_categories_were_used(
    letter: Callable[..., LetterText],
) -> None:
    body = letter("human-review", "uk", "en").body
    assert "if so, name the condition of Article 22B UK GDPR" in body
    assert "Article 22C(2) UK GDPR" in body


def test_recognised_legitimate_interests_are_objected_to_once_the_uk_has_them(
    letter: Callable[..., LetterText], facts: dict[str, Any]
) -> None:
    assert "Article 6(1)(ea) UK GDPR" in letter("objection", "uk", "en", "other").body
    assert "6(1)(ea)" not in letter("objection", "eu", "en", "other").body
    data = copy.deepcopy(facts)
    del data["setting_switched_off_on"]
    before = letter("objection", "uk", "en", "other", on=date(2026, 2, 4), data=data)
    assert "6(1)(ea)" not in before.body


@pytest.mark.parametrize("regime", ["eu", "uk", "ch"])
def test_an_objection_to_one_use_does_not_ask_for_everything_to_be_erased(
    letter: Callable[..., LetterText], regime: str
) -> None:
    assert "for this purpose only" in letter("objection", regime, "en", "other").body


def test_a_swiss_letter_knows_the_time_limit_of_the_information_it_asks_for(
    letter: Callable[..., LetterText],
) -> None:
    body = letter("objection", "ch", "en").body
    limit = "the law gives you 30 days from receipt (Art. 18(1) of the Data Protection Ordinance)"
    assert limit in body
    assert "For the other requests it sets no time limit" in body


def test_a_swiss_refusal_of_a_correction_is_not_answered_with_a_prohibition(
    after: Callable[[str, str, str], str],
) -> None:
    prohibited = "I have expressly prohibited the processing"
    assert prohibited in after("objection", "answer-refusal", "ch")
    assert prohibited not in after("rectification", "answer-refusal", "ch")


@pytest.mark.parametrize("regime", ["eu", "uk", "ch"])
def test_only_who_objected_wrote_of_a_situation(
    after: Callable[[str, str, str], str], regime: str
) -> None:
    assert "about my situation" not in after("access", "answer-refusal", regime)


def test_a_representatives_first_letter_lists_the_mandate_it_encloses(
    letter: Callable[..., LetterText], facts: dict[str, Any]
) -> None:
    data = {**facts, "represented": {"name": "Alex Wyatt"}}
    assert letter("access", "uk", "en", data=data).enclosures == ("Mandate of Alex Wyatt",)
    assert letter("access", "uk", "en").enclosures == ()
