"""Every answer a person can choose leads to a whole letter, and little is enough to write one."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from requests_app.letters import writing
from requests_app.letters.catalogue import FIELDS, KINDS
from requests_app.letters.compose import compose
from requests_app.letters.contracts import Company, LetterRequest, LetterText, Person
from requests_app.letters.errors import LetterError
from requests_app.letters.render import mailto, render_text

CHOICES = [
    pytest.param(
        kind.id, regime, language, name, value, id=f"{kind.id}-{regime}-{language}-{value}"
    )
    for kind in KINDS
    for name in kind.fields
    for value in FIELDS[name].choices
    for regime in kind.regimes
    for language in kind.languages(regime)
]

# A name nobody gave, brackets around nothing, a sentence that breaks off before its object.
WHOLE = (
    r"‹missing|\{\{|\{%|\bNone\b|\(\s*[),;]|[,;:]\s*\."
    r"|\b(?:by|to|à|per|di|entro il|E-Mail an)\s*\."
)


@pytest.fixture(autouse=True)
def show_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = writing.engine
    monkeypatch.setattr(writing, "engine", lambda missing="": real("‹missing %s›"))


@pytest.mark.parametrize(("kind", "regime", "language", "name", "value"), CHOICES)
def test_each_choice_makes_its_own_letter(
    letter: Callable[..., LetterText],
    facts: dict[str, Any],
    kind: str,
    regime: str,
    language: str,
    name: str,
    value: str,
) -> None:
    data = copy.deepcopy(facts)
    data["details"][name] = value
    body = letter(kind, regime, language, data=data).body
    assert not re.search(WHOLE, body)
    others = []
    for other in FIELDS[name].choices:
        if other != value:
            data["details"][name] = other
            others.append(letter(kind, regime, language, data=data).body)
    # Swiss law has one rule for "no longer needed" and "I was a child".
    allowed = (
        1 if regime == "ch" and name == "erase_ground" and value in ("not-needed", "child") else 0
    )
    assert sum(body == other for other in others) == allowed


LITTLE = [
    pytest.param(kind.id, regime, language, id=f"{kind.id}-{regime}-{language}")
    for kind in KINDS
    for regime in kind.regimes
    for language in kind.languages(regime)
]


@pytest.mark.parametrize(("kind", "regime", "language"), LITTLE)
def test_a_name_and_what_the_letter_must_know_are_enough(
    letter: Callable[..., LetterText], facts: dict[str, Any], kind: str, regime: str, language: str
) -> None:
    row = next(row for row in KINDS if row.id == kind)
    data: dict[str, Any] = {
        "writer": {"name": "Sam"},
        "situation": facts["situation"],
        "details": {name: facts["details"][name] for name in row.required},
        "history": {
            "sent_on": "2026-06-22",
            "reply_on": "2026-07-16",
            "authority_on": "2026-08-20",
            "purposes": ["ai-training"],
        },
    }
    home = {"uk": "GB", "ch": "CH", "eu": "FR"}[regime]
    text = letter(kind, regime, language, data=data, residence=home)
    assert not re.search(WHOLE, render_text(text))


@pytest.mark.parametrize(("kind", "regime", "language"), LITTLE)
def test_someone_can_write_for_another_person(
    letter: Callable[..., LetterText], facts: dict[str, Any], kind: str, regime: str, language: str
) -> None:
    data = {**facts, "represented": {"name": "Alex Wyatt"}}
    text = letter(kind, regime, language, data=data)
    assert text.signatory == "Sam O'Brien"
    assert "Alex Wyatt" in text.body


def test_a_company_of_ones_own_needs_no_directory() -> None:
    text = compose(
        LetterRequest(
            kind="access",
            regime="eu",
            language="en",
            date=date(2026, 11, 24),
            writer=Person("Sam", email="sam@example.org"),
            company=Company("Corner Shop Ltd", ("1 Main Street", "Cork"), "IE", "shop@example.org"),
        )
    )
    assert text.recipient == ("Corner Shop Ltd", "1 Main Street", "Cork")
    assert text.delivery_line == "By e-mail: shop@example.org"
    assert text.reply_by == date(2026, 12, 24)
    assert mailto(text).startswith("mailto:shop@example.org?subject=Request%20for%20access")


def test_a_platform_and_a_company_at_once_are_refused() -> None:
    with pytest.raises(LetterError) as caught:
        compose(
            LetterRequest(
                kind="access",
                regime="eu",
                language="en",
                date=date(2026, 11, 24),
                writer=Person("Sam"),
                platform="linkedin",
                company=Company("Corner Shop Ltd"),
            )
        )
    assert caught.value.field == "platform"


def test_an_old_uk_decision_stays_under_the_law_of_its_day(
    letter: Callable[..., LetterText], facts: dict[str, Any]
) -> None:
    data = copy.deepcopy(facts)
    data["details"]["decision_on"] = "2026-01-10"
    old = letter("human-review", "uk", "en", data=data)
    assert "Article 22(3) UK GDPR" in old.subject
    assert "22C" not in old.body
    new = letter("human-review", "uk", "en")
    assert "Article 22C(2)(c) UK GDPR" in new.subject
    assert "Article 22(3)" not in new.body


def test_a_setting_letter_follows_only_an_objection(
    letter: Callable[..., LetterText], facts: dict[str, Any]
) -> None:
    data = copy.deepcopy(facts)
    data["history"].update(kind="access", purposes=[])
    with pytest.raises(LetterError) as caught:
        letter("answer-setting", "uk", "en", data=data)
    assert caught.value.field == "history.kind"
    assert "allowed are objection" in caught.value.message
