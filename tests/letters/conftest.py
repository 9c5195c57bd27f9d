"""What the letters' tests share: the example facts and a letter from them in one call."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from requests_app.letters.compose import compose
from requests_app.letters.contracts import LetterRequest, LetterText
from requests_app.letters.facts import request_from_facts

TODAY = date(2026, 11, 24)
EXAMPLE = Path(__file__).parents[2] / "docs" / "facts.example.json"


@pytest.fixture(scope="session")
def facts() -> dict[str, Any]:
    return json.loads(EXAMPLE.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def ask(facts: dict[str, Any]) -> Callable[..., LetterRequest]:
    def _ask(
        kind: str = "objection",
        regime: str = "uk",
        language: str = "en",
        purpose: str | None = None,
        platform: str = "linkedin",
        on: date = TODAY,
        data: dict[str, Any] | None = None,
        **more: Any,
    ) -> LetterRequest:
        if purpose is None and kind == "objection":
            purpose = "ai-training"
        return request_from_facts(
            facts if data is None else data,
            platform=platform,
            kind_id=kind,
            purposes=[purpose] if purpose else [],
            regime=regime,
            language_code=language,
            on=on,
            **more,
        )

    return _ask


@pytest.fixture(scope="session")
def letter(ask: Callable[..., LetterRequest]) -> Callable[..., LetterText]:
    def _letter(*args: Any, **kwargs: Any) -> LetterText:
        return compose(ask(*args, **kwargs))

    return _letter
